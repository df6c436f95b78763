import ShopCore

/// Searches find a product by the words that it has now.
struct WordsInvariant: Invariant {
    let products: ProductRepository

    let name = "words"
    let statement = "each product is found by the words of its name, its tags and its description"

    func examine(listing limit: Int) async throws -> Examination {
        try await StoredWords(products: self.products).faults(listing: limit)
    }

    func mend() async throws -> Int { try await StoredWords(products: self.products).mend() }
}
