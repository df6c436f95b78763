import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore

/// Writes down why the inventory of products changes otherwise than by orders, in the transactions that change it: so the sum of
/// what is written about a product is all that was ever stocked of it.
struct StockAdjustments: Sendable {
    let adjustments: Repository<StockAdjustment>
    let products: Repository<CountedProduct>

    init(_ collections: Collections) {
        self.adjustments = collections.repository()
        // The products have registered the collection and its indexes.
        self.products = Repository(collections.database).leavingOutUnreadable(collections.reportUnreadable)
    }

    /// Begins with a new product.
    func begin(_ product: Product, in transaction: Transaction) async throws {
        try await self.adjustments.create(
            StockAdjustment(
                id: product.id, productID: product.id, change: product.inventory, reason: StockAdjustment.created,
                at: product.createdAt),
            in: transaction)
    }

    /// Writes down what a change has made of a product's inventory. Of a product that was there before adjustments were written
    /// down, the first tells what had been stocked until then.
    ///
    /// - Parameters:
    ///   - before: how many could be bought before.
    ///   - after: the product as it is afterwards.
    func note(
        from before: [StockPlace: Int], to after: Product, reason: String, in transaction: Transaction
    ) async throws {
        let changes = StockPlace.changes(from: before, to: after.countsByPlace)
        guard !changes.isEmpty else { return }
        try await self.open(after.id, less: changes.map(\.change), in: transaction)
        for (place, change) in changes {
            try await self.adjustments.create(
                StockAdjustment(productID: after.id, variantID: place.variantID, change: change, reason: reason),
                in: transaction)
        }
    }

    private func open(_ id: ObjectID, less changes: [Int], in transaction: Transaction) async throws {
        guard try await self.adjustments.get(id, in: transaction) == nil,
            let product = try await self.products.get(id, in: transaction)
        else { return }
        let stocked = product.opening.subtractingReportingOverflow(changes.saturatedSum).partialValue
        try await self.adjustments.create(
            StockAdjustment(
                id: id, productID: id, change: stocked, reason: StockAdjustment.opening, at: product.createdAt),
            in: transaction)
    }

    /// Removes what is written about a product that is removed for good.
    func remove(_ productID: ObjectID, in transaction: Transaction) async throws {
        try await self.adjustments.delete(\.productID == productID, in: transaction)
    }
}

/// Where pieces are counted: of a product, or of one of its variants.
struct StockPlace: Hashable {
    /// Nil for a product without variants.
    var variantID: ObjectID?

    /// What is different, in a defined order.
    static func changes(
        from before: [StockPlace: Int], to after: [StockPlace: Int]
    ) -> [(place: StockPlace, change: Int)] {
        Set(before.keys).union(after.keys)
            .map { place in
                let change = (after[place] ?? 0).subtractingReportingOverflow(before[place] ?? 0).partialValue
                return (place, change)
            }
            .filter { $0.change != 0 }
            .sorted { ($0.place.variantID?.hexString ?? "") < ($1.place.variantID?.hexString ?? "") }
    }
}

extension Product {
    /// How many of it can be bought, by where they are counted.
    var countsByPlace: [StockPlace: Int] {
        guard !self.variants.isEmpty else { return [StockPlace(): self.inventory] }
        return Dictionary(self.variants.map { (StockPlace(variantID: $0.id), $0.inventory) }) { first, _ in first }
    }
}

extension StoredProduct {
    /// The same of one that may be unreadable. Such a one has variants only where its inventory can't be changed.
    var countsByPlace: [StockPlace: Int]? {
        switch self {
        case .readable(let product): product.countsByPlace
        case .unreadable(let document):
            document["variants"]?.arrayValue?.isEmpty == false
                ? nil : [StockPlace(): document["inventory"]?.intValue ?? 0]
        }
    }
}
