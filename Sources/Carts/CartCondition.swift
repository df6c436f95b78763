public import Schemas
public import ShopCore

/// What must hold for a cart, so that it is changed.
public struct CartCondition: Sendable {
    private let match: IfMatch
    private let shown: @Sendable (PricedCart) -> any SchemaValue

    /// - Parameters:
    ///   - match: what the client requires; without it, there is no condition.
    ///   - shown: what entity tags are given for.
    public init?(_ match: IfMatch?, shown: @escaping @Sendable (PricedCart) -> any SchemaValue) {
        guard let match else { return nil }
        self.match = match
        self.shown = shown
    }

    func holds(for cart: PricedCart) -> Bool { self.match.holds(for: self.shown(cart)) }
}
