import BSON
public import ShopCore

extension Order {
    /// Whether an order is a caller's business.
    public func isVisible(to caller: Identity) -> Bool {
        self.userID == caller.userID.hexString || caller.permissions.contains(.readOrder)
    }
}
