import MongoODM

/// What the words that somebody has typed stand for in the shop.
package struct SearchWords: Sendable {
    let products: ProductRepository

    /// The terms that must all be found.
    ///
    /// - Returns: none for an empty text, which everything has; nil where nothing can be found, because the text has signs but
    ///   no words.
    package func resolve(_ text: String) async throws -> [SearchTerm]? {
        let parts = SearchedText(text).parts
        if parts.isEmpty { return text.allSatisfy(\.isWhitespace) ? [] : nil }
        let typed = parts.flatMap { part -> [String] in
            switch part {
            case .word(let word): [word]
            case .elided(let word, let longer): [word, longer]
            case .compound(_, let parts): parts
            }
        }
        let near = try await self.products.vocabulary.meant(by: typed)
        var terms: [SearchTerm] = []
        for part in parts {
            switch part {
            case .word(let word): terms.append(SearchTerm([word], near: near[word] ?? []))
            case .elided(let word, let longer):
                terms.append(SearchTerm([word, longer], near: (near[word] ?? []) + (near[longer] ?? [])))
            case .compound(let word, let parts):
                // `wi-fi` is one word where the shop writes it as one.
                if try await self.products.products.exists(\.isActive == true && .has(Product.searchWords, word)) {
                    terms.append(SearchTerm([word]))
                } else {
                    terms += parts.map { SearchTerm([$0], near: near[$0] ?? []) }
                }
            }
        }
        var seen: Set<SearchTerm> = []
        return terms.filter { seen.insert($0).inserted }
    }
}
