import BSON
import MongoODM

/// How the database is asked for products: the question, and the index that it must take.
struct ProductPlan: Sendable {
    let query: Query<Product>
    let index: String
    let sort: [Sort<Product>]

    /// - Parameters:
    ///   - start: the one of the criteria whose range of an index is walked; nil for all active products.
    ///   - isNarrow: whether so few fulfil it that they can be sorted.
    init(_ criteria: [ProductCriterion], from start: Int?, isNarrow: Bool = false, by order: ProductOrder) {
        var (index, first) = (order.index, ProductCriterion.having([FilterKey.active]))
        var rest = criteria
        let criterion = start.map { rest.remove(at: $0) }
        var conditions = criterion.flatMap(\.exact).map { [$0] } ?? []
        switch criterion?.kind {
        case nil, .other: break
        case .key: first = ProductCriterion.having(criterion?.keys ?? [])
        case .stock: (index, first) = (order.stockIndex, [:])
        // Products that are sorted besides are few, or the first of many that the order's own index has.
        case .words where isNarrow || order == .newest:
            (index, first) = (Product.wordsIndex, ProductCriterion.saying(criterion?.words ?? []))
        case .words: conditions = criterion.map { [$0.condition] } ?? []
        case .price where order.isByPrice: break
        case .price where isNarrow: index = ProductOrder.price.index
        case .rating where order == .rating: break
        case .price, .rating: first = ProductCriterion.having(criterion?.keys ?? [])
        }
        let all = [first] + conditions + rest.map(\.condition)
        self.query = .raw(all.count == 1 ? first : ["$and": .array(all.map { .document($0) })])
        self.index = index.name
        self.sort = order.sort
    }
}
