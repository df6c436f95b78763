import BSON
import FoundationEssentials
import MongoODM
import Schemas
package import ShopCore

/// The words of the shop, by which words with a mistake find those that are meant.
///
/// A word is there before a product with it is stored, and goes long after the last one has lost it. So the two are never
/// changed in one transaction, in which products with the same new word would wait for each other.
package struct Vocabulary: Sendable {
    let words: Repository<VocabularyWord>

    package init(_ collections: Collections) {
        self.words = collections.repository()
    }

    /// Takes up words that are new. Most never are, and reading tells.
    func note(_ texts: [ProductWords]) async throws {
        // Also where it was only given up: the sweep may be about to remove it.
        try await self.words.bulkWrite(
            self.unknown(of: texts).sorted().map { word in
                .updateOne(
                    \.id == word, [.setOnInsert(\.pieces, OneLetter.pieces(word)), .unset(\.unusedSince)], upsert: true)
            }, ordered: false)
    }

    /// The words that it lacks, or that were taken for unused.
    func unknown(of texts: [ProductWords]) async throws -> Set<String> {
        let words = Set(texts.flatMap(\.all).filter(OneLetter.canBeMeant))
        guard !words.isEmpty else { return [] }
        let stored = try await self.words.find(.isIn(\.id, Array(words)), as: KnownWord.self, limit: words.count)
        return words.subtracting(stored.lazy.filter { $0.unusedSince == nil }.map(\.id))
    }

    /// The words of the shop that some words with a mistake may mean, by those that were typed.
    func meant(by typed: [String]) async throws -> [String: [String]] {
        let typed = typed.filter(OneLetter.isTolerated)
        guard !typed.isEmpty else { return [:] }
        let pieces = typed.flatMap(OneLetter.pieces)
        let candidates = try await self.words.find(
            .isIn(\.pieces[.each], pieces), as: KnownWord.self, limit: Self.mostCandidates)
        return Dictionary(
            typed.map { word in
                (word, Array(candidates.map(\.id).filter { OneLetter.separates(word, $0) }.sorted().prefix(Self.most)))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// How many words one with a mistake may mean. More are only in a shop of made-up words.
    private static let most = 50
    private static let mostCandidates = 5000

    // MARK: Sweeping

    /// Removes words that no product has had for a while, and remembers which are not used now.
    ///
    /// - Parameter age: how long they must have been known to be unused: longer than any addition of a product takes.
    func sweep(unusedFor age: TimeInterval) async throws {
        var last = ""
        while true {
            let batch = try await self.words.aggregate(Self.uses(after: last), as: UsedWord.self, limit: Self.batch)
            guard let end = batch.last else { return }
            last = end.id
            let now = Date.now
            try await self.words.bulkWrite(
                batch.compactMap { word -> BulkWrite<VocabularyWord>? in
                    switch (word.isUsed, word.unusedSince) {
                    case (true, nil): nil
                    case (true, _): .updateOne(\.id == word.id, [.unset(\.unusedSince)])
                    case (false, nil): .updateOne(\.id == word.id, [.set(\.unusedSince, now)])
                    case (false, let since?) where now.timeIntervalSince(since) >= age:
                        // A product that is getting it has taken the mark away.
                        .deleteOne(\.id == word.id && \.unusedSince == since)
                    case (false, _): nil
                    }
                }, ordered: false)
            try Task.checkCancellation()
        }
    }

    private static let batch = 500

    /// The next words, and whether any product has them.
    private static func uses(after last: String) -> Pipeline {
        let ahead: Query<VocabularyWord> = \.id > last
        return Pipeline().match(ahead).sort(Sort<VocabularyWord>.ascending(\.id)).limit(Self.batch)
            .stage([
                "$lookup": [
                    "from": .string(Product.schema.name), "localField": "_id", "foreignField": "search_words",
                    "pipeline": [["$limit": 1], ["$project": ["_id": 1]]], "as": "found",
                ]
            ])
            .stage(["$project": ["unused_since": 1, "is_used": ["$gt": [["$size": "$found"], 0]]]])
    }
}

private struct KnownWord: SchemaObject {
    var id: String
    var unusedSince: Date?

    static let schema = Schema(KnownWord.init) {
        Field("_id", \.id)
        Field("unused_since", \.unusedSince, default: nil)
    }
}

private struct UsedWord: SchemaObject {
    var id: String
    var unusedSince: Date?
    var isUsed: Bool

    static let schema = Schema(UsedWord.init) {
        Field("_id", \.id)
        Field("unused_since", \.unusedSince, default: nil)
        Field("is_used", \.isUsed)
    }
}
