import BSON
import ShopCore

extension Order {
    /// What its lines take from the inventory.
    ///
    /// - Throws: ``OutOfStock`` when a line names no product that could be in stock.
    func stockLines() throws -> [StockLine] {
        try self.items.map { item in
            guard let id = ObjectID(item.productID) else { throw OutOfStock() }
            return StockLine(productID: id, variantID: item.variantID, quantity: item.quantity)
        }
    }
}
