import BSON
import MongoODM
import Schemas
import ShopCore

/// Changes the form in which the amounts of products and orders are stored, whatever else is in the documents.
struct StoredAmounts: Sendable {
    /// The BSON types of the amounts that are changed, as `$type` calls them.
    let types: [BSONValue]
    /// The other form; nil for what has none, which stays as it is.
    let convert: @Sendable (BSONValue) -> BSONValue?

    /// Numbers as other programs store them become Decimal128, rounded as they are when they are read.
    static let exact = StoredAmounts(types: ["double", "int", "long"]) { value in
        let amount = try? BSONDocument([("amount", value)]).decoded(as: OneAmount.self).amount
        return amount.flatMap { Decimal128($0.amount) }.map { .decimal128($0) }
    }

    /// Decimal128 becomes the nearest double, which is what the Python app reads.
    static let binary = StoredAmounts(types: ["decimal"]) { value in
        guard case .decimal128(let decimal) = value else { return nil }
        return Double(decimal.description).map { .double($0) }
    }

    func change(in database: MongoDatabase) async throws {
        let ofTypes: BSONValue = ["$type": .array(self.types)]
        try await self.change(Repository<PricedProduct>(database), where: ["price": ofTypes]) { product in
            product.price.flatMap(self.convert).map { price in
                .updateOne(.raw(["_id": product.id, "price": product.price ?? nil]), [.set(\.price, price)])
            }
        }
        let some: BSONValue = [["total": ofTypes], ["items.unit_price": ofTypes], ["items.line_total": ofTypes]]
        try await self.change(Repository<PricedOrder>(database), where: ["$or": some]) { order in
            let (total, items) = (order.total.map(self.changed), order.items.map(self.changedLines))
            return .updateOne(
                .raw(["_id": order.id, "total": order.total ?? nil, "items": order.items ?? nil]),
                [total.map { .set(\.total, $0) }, items.map { .set(\.items, $0) }].compactMap { $0 })
        }
    }

    private func changed(_ value: BSONValue) -> BSONValue { self.convert(value) ?? value }

    private func changedLines(_ lines: BSONValue) -> BSONValue {
        guard let lines = lines.arrayValue else { return lines }
        return .array(
            lines.map { line in
                guard let fields = line.documentValue?.fields else { return line }
                return .document(
                    BSONDocument(
                        fields.map { key, value in
                            (key, ["unit_price", "line_total"].contains(key) ? self.changed(value) : value)
                        }))
            })
    }

    /// Each document is changed only if it is still as it was seen. So many at once that a step takes no long time.
    private func change<Model: Document>(
        _ documents: Repository<Model>, where query: BSONDocument, _ write: (Model) -> BulkWrite<Model>?
    ) async throws {
        var writes: [BulkWrite<Model>] = []
        for try await document in try documents.stream(.raw(query)) {
            if let write = write(document) { writes.append(write) }
            if writes.count == 500 {
                try await documents.bulkWrite(writes, ordered: false)
                writes = []
            }
        }
        try await documents.bulkWrite(writes, ordered: false)
    }
}

/// An amount alone, to be read as any other.
private struct OneAmount: SchemaObject {
    var amount: Money

    static let schema = Schema(OneAmount.init) { Field("amount", \.amount) }
}

/// The amount of a product, of whatever type it is.
private struct PricedProduct: Document {
    var id: BSONValue
    var price: BSONValue?

    static let schema = Schema("products", PricedProduct.init) {
        Field("_id", \.id)
        Field("price", \.price)
    }
}

/// The amounts of an order, of whatever types they are.
private struct PricedOrder: Document {
    var id: BSONValue
    var total: BSONValue?
    var items: BSONValue?

    static let schema = Schema("orders", PricedOrder.init) {
        Field("_id", \.id)
        Field("total", \.total)
        Field("items", \.items)
    }
}
