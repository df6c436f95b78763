import BSON
import MongoODM
import ShopCore

/// The words that products have stored, which follow from their texts.
struct StoredWords: Sendable {
    private let products: Repository<WordedProduct>
    private let vocabulary: Vocabulary

    init(products: ProductRepository) {
        self.products = Repository(products.products.database)
        self.vocabulary = products.vocabulary
    }

    /// Goes through all products in batches, with what their words must be, and whether these are in the vocabulary.
    private func forEachBatch(
        _ body: ([(product: WordedProduct, expected: ProductWords, isSound: Bool)]) async throws -> Void
    ) async throws {
        try await self.products.forEachBatch(as: WordedProduct.self) { products in
            let expected = products.map(\.expected)
            let unknown = try await self.vocabulary.unknown(of: expected)
            try await body(
                zip(products, expected).map { product, expected in
                    (product, expected, product.has(expected) && unknown.isDisjoint(with: expected.all))
                })
        }
    }

    /// Makes them right, and takes them up into the vocabulary.
    ///
    /// - Returns: how many products had others.
    @discardableResult
    func mend() async throws -> Int {
        var mended = 0
        try await self.forEachBatch { batch in
            let wrong = batch.filter { !$0.isSound }
            guard !wrong.isEmpty else { return }
            try await self.vocabulary.note(wrong.map(\.expected))
            try await self.products.bulkWrite(wrong.map { $0.product.giving($0.expected) }, ordered: false)
            mended += wrong.count
        }
        return mended
    }

    /// Takes them away, for a program that doesn't know them and would leave them as they are when it renames a product.
    func remove() async throws {
        try await self.forEachBatch { batch in
            try await self.products.updateMany(
                .isIn(\.id, batch.map(\.product.id)), .unset(\.words), .unset(\.nameWords), .unset(\.wholeName))
        }
        try await self.vocabulary.words.bulkWrite([.deleteMany(.all)])
    }

    /// The products whose words are others than those of their texts, or are not in the vocabulary.
    func faults(listing limit: Int) async throws -> Examination {
        var examination = Examination(examined: 0, faultCount: 0, faults: [])
        try await self.forEachBatch { batch in
            examination.examined += batch.count
            let wrong = batch.filter { !$0.isSound }
            examination.faultCount += wrong.count
            for (product, _, _) in wrong.prefix(limit - examination.faults.count) {
                examination.faults.append(["_id": product.id, "name": product.name ?? nil])
            }
        }
        return examination
    }
}
