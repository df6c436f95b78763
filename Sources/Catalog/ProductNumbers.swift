import MongoODM
import Schemas
import ShopCore

/// Numbers for new products: each is given once, also after its product is gone, because carts name products by them.
struct ProductNumbers: Sendable {
    private let counters: Repository<Counter>
    private let products: Repository<Product>

    init(_ collections: Collections, products: Repository<Product>) {
        self.counters = collections.repository()
        self.products = products
    }

    /// A number that was not given before. An admin may have chosen the same: then ``passStored()`` helps.
    func next() async throws -> Int {
        for _ in 0..<3 {
            do {
                let counter = try await self.counters.findOneAndUpdate(
                    \.id == Counter.products, .inc(\.last, 1), upsert: true)
                if let counter, ProductRules.productIDs.contains(counter.last) { return counter.last }
                throw ShopError.conflict("No number is left for another product; give it one", field: "number")
            } catch let error as MongoError where error.code == .duplicateKey {
                // Another request made the counter in the meantime.
                continue
            }
        }
        throw ShopError.conflict("Other products are being added; try again", retryAfter: 1)
    }

    /// Goes behind the highest number that a product has.
    func passStored() async throws {
        let highest = try await self.products.find(
            \.productID <= ProductRules.productIDs.upperBound, sort: [.descending(\.productID)], limit: 1)
        guard let last = highest.first?.productID else { return }
        try await self.counters.updateOne(\.id == Counter.products, .max(\.last, last))
    }
}

/// The last number that was given.
struct Counter: Document {
    var id: String
    var last: Int

    static let schema = Schema("counters", Counter.init) {
        Field("_id", \.id)
        Field("last", \.last)
    }

    static let products = "products"
}
