import BSON
import ShopCore

extension Order {
    /// What its lines take from the inventory. They are in the order of their products, so that two orders of the same
    /// products never hold one each while they wait for the other's.
    ///
    /// - Throws: ``OutOfStock`` when a line names no product that could be in stock.
    func stockLines() throws -> [StockLine] {
        try self.items.map { item in
            guard let id = ObjectID(item.productID) else { throw OutOfStock() }
            return StockLine(productID: id, variantID: item.variantID, quantity: item.quantity)
        }.sorted { $0.place < $1.place }
    }
}

extension StockLine {
    /// Where it is among others.
    package var place: String { self.productID.hexString + (self.variantID?.hexString ?? "") }
}
