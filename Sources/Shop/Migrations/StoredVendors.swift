import BSON
import MongoODM
import Schemas

/// Lets each line of orders of earlier versions say who sold it, as far as the product still tells.
struct StoredVendors: Sendable {
    private let orders: Repository<SoldOrder>
    private let products: Repository<SoldProduct>

    init(_ database: MongoDatabase) {
        self.orders = Repository(database)
        self.products = Repository(database)
    }

    private static let batchSize = 500
    private static let hasVendor: BSONDocument = ["vendor_id": ["$type": "objectId"]]

    /// It may be done again: lines that say it already stay as they are.
    func add() async throws {
        guard try await self.products.exists(.raw(Self.hasVendor)) else { return }
        let lacking: BSONDocument = ["items": ["$elemMatch": ["vendor_id": nil]]]
        try await self.orders.stream(.raw(lacking)).forEachBatch(of: Self.batchSize) { try await self.add(to: $0) }
    }

    private func add(to orders: [SoldOrder]) async throws {
        let ids = Set(orders.flatMap { $0.lines.compactMap(\.productID) })
        guard !ids.isEmpty else { return }
        let found = try await self.products.find(
            .raw([
                "$and": [.document(Self.hasVendor), ["_id": ["$in": .array(ids.map { .objectID($0) })]]]
            ]), limit: ids.count)
        var vendors: [ObjectID: BSONValue] = [:]
        for product in found {
            if let id = product.id.objectIDValue { vendors[id] = product.vendorID }
        }
        try await self.orders.bulkWrite(orders.flatMap { $0.completions(by: vendors) }, ordered: false)
    }

    func remove() async throws {
        let having: BSONDocument = ["items.vendor_id": ["$exists": true]]
        try await self.orders.stream(.raw(having)).forEachBatch(of: Self.batchSize) { orders in
            try await self.orders.updateMany(
                .raw(["_id": ["$in": .array(orders.map(\.id))]]), Pipeline().stage(["$unset": ["items.vendor_id"]]))
        }
    }
}

/// The lines of an order, whatever is in them.
private struct SoldOrder: Document {
    var id: BSONValue
    var items: BSONValue?

    static let schema = Schema("orders", SoldOrder.init) {
        Field("_id", \.id)
        Field("items", \.items)
    }

    /// What does not say who sold it.
    var lines: [(index: Int, text: BSONValue, productID: ObjectID?)] {
        (self.items?.arrayValue ?? []).enumerated().compactMap { index, line in
            guard let line = line.documentValue, (line["vendor_id"] ?? .null) == .null, let text = line["product_id"]
            else { return nil }
            return (index, text, text.stringValue.flatMap { ObjectID($0) })
        }
    }

    /// Lines keep their places, so each is completed if it still is of the product.
    func completions(by vendors: [ObjectID: BSONValue]) -> [BulkWrite<SoldOrder>] {
        self.lines.compactMap { index, text, productID in
            guard let productID, let vendor = vendors[productID] else { return nil }
            let isAsSeen = BSONDocument([("_id", self.id), ("items.\(index).product_id", text)])
            return .updateOne(.raw(isAsSeen), [.raw("$set", "items.\(index).vendor_id", vendor)])
        }
    }
}

/// Who sells a product.
private struct SoldProduct: Document {
    var id: BSONValue
    var vendorID: BSONValue?

    static let schema = Schema("products", SoldProduct.init) {
        Field("_id", \.id)
        Field("vendor_id", \.vendorID)
    }
}
