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
            let found = try await Self.withinSearchTime(text) {
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

    /// Bounds the time of a search. Words that are frequent and seldom together are looked for in all products that have the
    /// rarest of them.
    ///
    /// - Parameter text: what is searched for; nil for nothing.
    /// - Throws: ``ShopError`` `busy` when it takes longer.
    static func withinSearchTime<Output: Sendable>(
        _ text: String?, _ search: @Sendable () async throws -> Output
    ) async throws -> Output {
        guard text != nil else { return try await search() }
        let end = ContinuousClock.now + Self.searchTime
        do {
            return try await MongoDeadline.task.withValue(min(end, MongoDeadline.task.get() ?? end)) {
                try await search()
            }
        } catch let error as MongoError where error.code == .deadlineExceeded && .now >= end {
            throw ShopError.busy("The search takes too long; please try with other words")
        }
    }

    private static let searchTime = Duration.seconds(3)

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
