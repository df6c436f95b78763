import FoundationEssentials
import MongoODM
import Schemas

/// A word that a product of the shop has, and that may be meant by a word with a mistake.
struct VocabularyWord: Document {
    var id: String
    /// As ``OneLetter/pieces(_:)`` gives them.
    var pieces: [String]
    /// Since when it is known that no product has it.
    var unusedSince: Date?

    static let schema = Schema("search_words", VocabularyWord.init) {
        Field("_id", \.id)
        Field("pieces", \.pieces).indexed()
        Field("unused_since", \.unusedSince, default: nil)
    }
}
