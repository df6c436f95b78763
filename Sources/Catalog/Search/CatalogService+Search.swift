import MongoODM
import RedisCache
public import Schemas
public import ShopCore

/// What finds products by words.
extension CatalogService {
    /// Names for what somebody has begun to type, in another presentation.
    ///
    /// - Parameters:
    ///   - text: whole words, and the beginning of one.
    ///   - presentation: its name, one of ``CatalogCache/presentations``.
    ///   - show: makes it.
    public func suggestions<Shown: SchemaValue>(
        for text: String, as presentation: String, _ show: @escaping @Sendable ([ProductSuggestion]) -> Shown
    ) async throws -> Representation<Shown> {
        let key = CatalogCache.suggestionsKey(presentation, text)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            let found = try await Self.withinPatience {
                try await self.products.suggestions(for: text, limit: 10)
            }
            return Representation(show(found))
        }
    }

    /// The same names if this process has them in memory.
    public func suggestionsInMemory<Shown: SchemaValue>(
        for text: String, as presentation: String
    ) -> Representation<Shown>? {
        let key = CatalogCache.suggestionsKey(presentation, text)
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

    /// Takes up the words of products that are about to be stored, before the transaction that stores them.
    package func noteWords(of drafts: [ProductDraft]) async throws {
        try await self.products.vocabulary.note(drafts.map { Product($0).words })
    }

    /// Takes up the words that changes bring.
    func noteWords(of changes: ProductChanges) async throws {
        let (name, tags) = (changes.name.newValue, changes.details.tags.newValue)
        let description = changes.description.newValue ?? nil
        guard name != nil || tags != nil || description != nil else { return }
        try await self.products.vocabulary.note([
            ProductWords(name: name ?? "", tags: tags ?? [], description: description)
        ])
    }
}
