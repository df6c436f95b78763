import BSON
import Foundation
import MongoODM
import Schemas

struct Book: Document {
    var id = ObjectID()
    var isbn: String
    var title: String
    var author: String?
    var copies = 0
    var tags: [Tag] = []
    var format = Format.paper
    var price: ExactDecimal = ExactDecimal(coefficient: 999, exponent: -2)
    var addedAt = Date(timeIntervalSince1970: 1_700_000_000)
    var publisher = Publisher()

    static let schema = Schema("books", Book.init) {
        Field("_id", \.id)
        Field("isbn", \.isbn).unique()
        Field("title", \.title).notBlank().indexed()
        Field("author", \.author)
        Field("copies", \.copies, default: 0).range(0...)
        Field("tags", \.tags, default: [])
        Field("format", \.format, default: .paper)
        Field("price", \.price)
        Field("added_at", \.addedAt)
        Field("publisher", \.publisher, default: Publisher())
    }

    static let indexes = [Index<Book>(.ascending(\.author), .descending(\.addedAt))]

    enum Format: String, SchemaEnum { case paper, audio }
}

struct Publisher: SchemaObject, Hashable {
    var name = ""
    var city = ""

    static let schema = Schema(Publisher.init) {
        Field("name", \.name)
        Field("city", \.city)
    }
}

struct Tag: SchemaObject, Hashable {
    var name: String
    var weight: Int

    static let schema = Schema(Tag.init) {
        Field("name", \.name)
        Field("weight", \.weight)
    }
}

/// A document with a property that is not stored.
struct Forgetful: Document {
    var id: Int
    var forgotten: String

    init(id: Int) {
        self.id = id
        self.forgotten = ""
    }

    static let schema = Schema("forgetful", Forgetful.init(id:), transient: [\.forgotten]) {
        Field("_id", \.id)
    }
}
