import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore

/// Keeping the fields true that lists are found by: ``Product/filterFields``.
extension ProductRepository {
    /// The documents, for changes of what only follows from the rest of them.
    var derived: Repository<Product> { self.products.leavingStamps }

    /// Makes the fields that depend on the price what the clock has made of it, and all of them where a program has stored a
    /// product that knows none.
    ///
    /// - Returns: when that has to be done next, as far as is known now, and whether there were products without the fields.
    func followClock() async throws -> (next: Date?, foundNew: Bool) {
        var foundNew = false
        for _ in 0..<Self.mostBatches {
            let now = Date.now
            let first = try await self.products.documents(Self.nextDue, limit: 1).first
            guard let first else { return (nil, foundNew) }
            if let until = first["filter_until"]?.dateValue, until > now { return (until, foundNew) }
            if first["filter_until"]?.dateValue == nil {
                foundNew = true
                try await self.addMissingFilterFields()
            } else {
                try await self.carryOver(at: now)
            }
        }
        return (.now, foundNew)
    }

    /// So many steps are done in one go.
    private static let mostBatches = 200

    private static let nextDue = Pipeline().stage(["$sort": ["filter_until": 1]]).limit(1)
        .stage(["$project": ["filter_until": 1]])

    /// Makes of some products whose price has become another what follows from that. Whoever changes a product meanwhile has
    /// done so, too.
    private func carryOver(at now: Date) async throws {
        let due = Pipeline().stage(["$match": ["filter_until": ["$lte": .date(now)]]])
            .stage(["$sort": ["filter_until": 1]]).limit(Self.batch)
        let documents = try await self.products.documents(due, limit: Self.batch)
        var (ids, before): ([BSONValue], [BSONValue]) = ([], [])
        var (untils, prices, keys): ([BSONValue], [BSONValue], [BSONValue]) = ([], [], [])
        for document in documents {
            guard let id = document["_id"], let until = document["filter_until"] else { continue }
            ids.append(id)
            before.append(until)
            // What can't be read is not listed either, whatever it costs.
            let product: Product? = try? document.decoded()
            untils.append(.date(product?.filterUntil(at: now) ?? Product.forever))
            prices.append(product.flatMap { Self.encoded($0.price(at: now)) } ?? .null)
            keys.append(.array(product.map { PriceBand.keys(of: $0.price(at: now)).map { .string($0) } } ?? []))
        }
        let place: BSONValue = ["$indexOfArray": [["$literal": .array(ids)], "$_id"]]
        func own(_ values: [BSONValue]) -> BSONValue {
            ["$arrayElemAt": [["$literal": .array(values)], place]]
        }
        let isStillDue: BSONDocument = [
            "_id": ["$in": .array(ids)], "$expr": ["$eq": ["$filter_until", own(before)]],
        ]
        try await self.derived.updateMany(
            .raw(isStillDue),
            Pipeline().replacingFilterKeys(PriceBand.prefix, by: own(keys))
                .set(["filter_price": .raw(own(prices)), "filter_until": .raw(own(untils))]))
    }

    /// Makes the keys of the categories that products are in what these have become.
    ///
    /// - Parameters:
    ///   - category: only of those that are directly in it; nil for any.
    ///   - path: the ids of the category and of all that it is part of; nil for those that the products have.
    func setCategoryKeys(of ids: [ObjectID], in category: ObjectID? = nil, to path: [ObjectID]? = nil) async throws {
        var query: Query<Product> = .isIn(\.id, ids)
        if let category { query = query && \.categoryID == category }
        try await self.derived.updateMany(query, Pipeline().settingCategoryKeys(path))
    }

    private static func encoded(_ price: Money) -> BSONValue? {
        BSONDocument { writer in
            writer.key("price")
            price.write(to: writer)
        }["price"]
    }

    /// Gives the products that lack them the fields by which lists find them.
    ///
    /// It walks over them by their `_id`: a migration has no index yet that finds them, and would read all that have them
    /// already for each batch. A comparison finds only what is of the same type, so it walks until there are none.
    func addMissingFilterFields() async throws {
        var place: BSONValue?
        var hasChanged = false
        while true {
            var lacking: BSONDocument = ["filter_until": nil]
            if let place { lacking = ["filter_until": nil, "_id": ["$gt": place]] }
            let documents = try await self.products.documents(
                Pipeline().stage(["$match": .document(lacking)]).stage(["$sort": ["_id": 1]]).limit(Self.batch),
                limit: Self.batch)
            guard let last = documents.last?["_id"] else {
                guard place != nil, hasChanged else { return }
                (place, hasChanged) = (nil, false)
                continue
            }
            place = last
            let result = try await self.derived.bulkWrite(
                documents.compactMap { document in
                    guard let id = document["_id"] else { return nil }
                    // One that is changed meanwhile has got them by that, or lacks them still.
                    let isSame: BSONDocument = [
                        "_id": id, "filter_until": nil, "revision": document["revision"] ?? .null,
                    ]
                    let product: Product? = try? document.decoded()
                    return .updateOne(.raw(isSame), product?.filterUpdates ?? Self.unreadableUpdates)
                }, ordered: false)
            if result.modified > 0 { hasChanged = true }
            try await self.setStockFilter(of: documents.compactMap { $0["_id"]?.objectIDValue })
        }
    }

    /// What can't be read is not listed.
    private static let unreadableUpdates: [Update<Product>] = [
        .set(Product.filterKeys, to: [String]()), .set(Product.filterUntil, to: Product.forever),
    ]

    /// Makes what lists know of the books of products what follows from these.
    func setStockFilter(of ids: [ObjectID]) async throws {
        try await self.derived.updateMany(.isIn(\.id, ids), Pipeline().settingStockFilter())
    }

    /// Gives the products that lack it what lists know of their books.
    func addMissingStockFilter() async throws {
        try await self.forEachBatch(of: .lacks(Product.filterStock), as: ProductID.self) { page in
            try await self.setStockFilter(of: page.map(\.id))
        }
    }

    /// Takes away what lists know of the books of products.
    func removeStockFilter() async throws {
        try await self.forEachBatch(of: .raw(["filter_stock": ["$exists": true]]), as: ProductID.self) { page in
            try await self.derived.updateMany(
                .isIn(\.id, page.map(\.id)),
                Pipeline().stage(["$unset": ["filter_stock", "filter_least", "filter_sold"]]))
        }
    }

    /// Takes the fields away that lists are found by.
    func removeFilterFields() async throws {
        let any: BSONDocument = ["filter_until": ["$exists": true]]
        try await self.forEachBatch(of: .raw(any), as: ProductID.self) { page in
            let names: [BSONValue] = [
                "filter_until", "filter_keys", "filter_price", "filter_name", "filter_options", "filter_variants",
            ]
            try await self.derived.updateMany(
                .isIn(\.id, page.map(\.id)), Pipeline().stage(["$unset": .array(names)]))
        }
    }
}
