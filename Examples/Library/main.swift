// Documents in MongoDB: MONGODB_URI names a replica set.
import BSON
import Foundation
import MongoODM
import Schemas

struct Book: Document {
    var id = ObjectID()
    var isbn: String
    var title: String
    var copies = 0
    var revision = 0

    static let schema = Schema("books", Book.init) {
        Field("_id", \.id)
        Field("isbn", \.isbn).unique()
        Field("title", \.title).notBlank().indexed()
        Field("copies", \.copies, default: 0).range(0...)
        Field("revision", \.revision, default: 0).revision()
    }
}

let uri = ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://localhost:27017/?replicaSet=rs0"
let client = try MongoClient(MongoSettings(uri: uri))
let database = client.database("example_library")
let books = Repository<Book>(database)
try await books.createIndexes()

try await books.create(Book(isbn: "978-1", title: "Swift in Depth", copies: 2))
try await books.create(Book(isbn: "978-2", title: "Oslo by Night"))
print(try await books.find(.contains(\.title, "swift") && \.copies > 0).map(\.title))

// Lends one if there is one, whoever else tries at the same moment.
let lent = try await books.findOneAndUpdate(\.isbn == "978-1" && \.copies > 0, .inc(\.copies, -1))
print("left:", lent?.copies ?? 0)

// All or nothing.
try await client.transaction { transaction in
    try await books.updateOne(\.isbn == "978-1", .inc(\.copies, -1), in: transaction)
    try await books.updateOne(\.isbn == "978-2", .inc(\.copies, 1), in: transaction)
}

do {
    try await books.create(Book(isbn: "978-1", title: "Again"))
} catch let error as MongoError where error.code == .duplicateKey {
    print("taken:", error.duplicateKey?.fields ?? [])
}
try await database.drop()
await client.shutDown()
