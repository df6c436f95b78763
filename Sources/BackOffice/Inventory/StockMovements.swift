public import BSON
package import Catalog
import FoundationEssentials
import MongoODM
import Orders
import Schemas
public import ShopCore

/// The movements of products' pieces, read from where they stand already: what orders have taken and given back from the orders,
/// the rest from the adjustments.
public struct StockMovements: Sendable {
    private let catalog: CatalogService
    let adjustments: Repository<StockAdjustment>
    let orders: Repository<Order>

    package init(_ collections: Collections, catalog: CatalogService) {
        self.catalog = catalog
        // Catalog and orders have registered the collections and their indexes.
        self.adjustments = Repository(collections.database).leavingOutUnreadable(collections.reportUnreadable)
        self.orders = Repository<Order>(collections.database).leavingOutUnreadable(collections.reportUnreadable)
            .using(index: Order.byProduct.name)
    }

    /// A page of the movements of a product. The last adjustments and the last orders that were placed come first, and what one
    /// order has moved stands together. The sum of all is the inventory.
    ///
    /// - Parameter name: the product's id, number or slug.
    /// - Throws: ``ShopError`` `notFound`.
    public func page(ofProductNamed name: String, _ request: PageRequest) async throws -> CountedPage<StockMovement> {
        let product = try await self.catalog.counted(named: name)
        let most = request.skip + request.size + 1
        async let adjustments = self.adjustments.find(
            \.productID == product.id, sort: Self.lastAdjustedFirst, limit: most)
        async let orders = self.orders.find(
            .raw(MovingOrder.query(product.id)), as: MovingOrder.self,
            sort: Self.lastPlacedFirst, limit: most)
        async let moved = self.count(product.id)
        async let adjusted = self.adjustments.count(
            \.productID == product.id, limit: CountedPage<StockMovement>.highestTotal + 1)
        // What had been stocked before adjustments were written down is the beginning of them.
        let opening = try await self.adjustments.get(product.id) == nil ? [product.openingAdjustment] : []
        let movements = Self.merged(
            try await adjustments + opening, try await orders, of: product.id, limit: most)
        return CountedPage(
            Array(movements.dropFirst(request.skip)),
            of: min(
                try await moved + adjusted + opening.count, CountedPage<StockMovement>.highestTotal + 1), request)
    }

    static let lastAdjustedFirst: [Sort<StockAdjustment>] = [.descending(\.at), .descending(\.id)]
    static let lastPlacedFirst: [Sort<Order>] = [.descending(\.createdAt), .descending(\.id)]

    /// How many movements orders have, up to one more than are counted.
    private func count(_ productID: ObjectID) async throws -> Int {
        let most = CountedPage<StockMovement>.highestTotal + 1
        let sums = try await self.orders.aggregate(
            Pipeline().stage(["$match": .document(MovingOrder.query(productID))]).limit(most)
                .stage(["$group": ["_id": nil, "count": ["$sum": MovingOrder.count(productID)]]]),
            as: Count.self)
        return sums.first?.count ?? 0
    }

    private struct Count: SchemaObject {
        var count: Int

        static let schema = Schema(Count.init) { Field("count", \.count) }
    }

    /// Both in the order of the list.
    private static func merged(
        _ adjustments: [StockAdjustment], _ orders: [MovingOrder], of productID: ObjectID, limit: Int
    ) -> [StockMovement] {
        var merged: [StockMovement] = []
        var (adjustments, orders) = (adjustments[...], orders[...])
        while merged.count < limit {
            let isOrderNext: Bool
            switch (adjustments.first, orders.first) {
            case (nil, nil): return merged
            case (let adjustment?, let order?): isOrderNext = order.createdAt >= adjustment.at
            case (nil, _): isOrderNext = true
            case (_, nil): isOrderNext = false
            }
            if isOrderNext {
                merged += orders.removeFirst().movements(of: productID)
            } else {
                merged.append(StockMovement(adjustments.removeFirst()))
            }
        }
        return merged
    }
}

extension StockMovement {
    fileprivate init(_ adjustment: StockAdjustment) {
        self.init(
            change: adjustment.change, reason: adjustment.reason, variantID: adjustment.variantID, at: adjustment.at)
    }
}
