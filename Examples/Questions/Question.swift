package import BSON
package import FoundationEssentials
package import MongoODM
package import Schemas

/// What somebody asks about a product, and what the shop answers.
package struct Question: Document {
    package var id = ObjectID()
    package var productID: ObjectID
    package var authorID: ObjectID
    package var text: String
    /// Nil until an admin has answered.
    package var answer: String?
    package var createdAt = Date.now
    /// How often it was changed.
    package var revision = 0

    package static let schema = Schema("questions", Question.init) {
        Field("_id", \.id).alsoAs("id")
        Field("product_id", \.productID)
        Field("author_id", \.authorID)
        Field("text", \.text).example("Does it fit into a rucksack?")
        Field("answer", \.answer).example("Into one of 20 litres.")
        Field("created_at", \.createdAt)
        Field("revision", \.revision, default: 0).revision().storedOnly()
    }

    /// The questions about a product, the newest first; identifiers part those of one moment.
    package static let indexes = [
        Index<Question>(.ascending(\.productID), .descending(\.createdAt), .descending(\.id))
    ]
}
