import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The fields by which lists find a product are those that follow from it. Where the clock has just changed a price they may be
/// the old ones: the next list that depends on it makes them new.
struct FiltersInvariant: Invariant {
    let products: ProductRepository

    let name = "filters"
    let statement = "lists find each product by what it is"

    func examine(listing limit: Int) async throws -> Examination {
        var examination = Examination(examined: 0, faultCount: 0, faults: [])
        try await self.forEachBatch { documents in
            examination.examined += documents.count
            for document in documents {
                guard let wrong = self.wrongFields(of: document) else { continue }
                examination.faultCount += 1
                guard examination.faults.count < limit else { continue }
                examination.faults.append([
                    "_id": document["_id"] ?? .null, "slug": document["slug"] ?? .null,
                    "wrong": .array(wrong.map { .string($0) }),
                ])
            }
        }
        return examination
    }

    func mend() async throws -> Int {
        var mended = 0
        try await self.forEachBatch { documents in
            let wrong = documents.filter { self.wrongFields(of: $0) != nil }
                .compactMap { document -> Product? in try? document.decoded() }
            if wrong.isEmpty { return }
            try await self.products.setStockFilter(of: wrong.map(\.id))
            // One that is changed meanwhile is true by that.
            let writes = wrong.map { BulkWrite.updateOne(self.products.products.isUnchanged($0), $0.filterUpdates) }
            mended += try await self.products.derived.bulkWrite(writes, ordered: false).matched
        }
        return mended
    }

    /// Nil for none. What can't be read is not listed.
    private func wrongFields(of document: BSONDocument) -> [String]? {
        guard let product: Product = try? document.decoded() else { return nil }
        let now = Date.now
        let expected = BSONDocument { writer in
            for field in Product.filterFields + [Product.filterStock] { field.write(of: product, to: writer) }
        }
        let isDue = (document["filter_until"]?.dateValue).map { $0 <= now } ?? false
        let wrong = expected.fields.filter { field in
            if isDue, ["filter_until", "filter_price"].contains(field.key) { return false }
            return self.comparable(field.value, isDue: isDue) != self.comparable(document[field.key], isDue: isDue)
        }
        var names = wrong.map(\.key)
        let counts = [
            "filter_least": product.leastInventory, "filter_sold": document["sold"]?.intValue ?? 0,
        ]
        // By value: a pipeline makes them of another type than a model.
        for (name, count) in counts.sorted(by: { $0.key < $1.key })
        where document[name]?.intValue != Product.about(count) {
            names.append(name)
        }
        return names.isEmpty ? nil : names
    }

    /// A field with lists in one order, and without the keys of the price where that is due.
    private func comparable(_ value: BSONValue?, isDue: Bool) -> BSONValue? {
        guard let texts = value?.arrayValue?.map(\.stringValue), !texts.contains(nil) else { return value }
        return .array(
            texts.compactMap { $0 }.filter { !isDue || !$0.hasPrefix(PriceBand.prefix) }.sorted().map { .string($0) })
    }

    private func forEachBatch(_ body: ([BSONDocument]) async throws -> Void) async throws {
        var last: BSONValue?
        while true {
            var pipeline = Pipeline()
            if let last { pipeline = pipeline.stage(["$match": ["_id": ["$gt": last]]]) }
            let documents = try await self.products.products.documents(
                pipeline.stage(["$sort": ["_id": 1]]).limit(ProductRepository.batch), limit: ProductRepository.batch)
            guard let id = documents.last?["_id"] else { return }
            try await body(documents)
            last = id
        }
    }
}
