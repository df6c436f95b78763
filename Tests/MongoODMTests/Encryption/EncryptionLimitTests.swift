import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Testing

/// What can't be done with a field that the server can't look into.
@Suite struct EncryptionLimitTests {
    private static let queries: [(String, Query<Member>)] = [
        ("a value", \.secret == "x"), ("several", .isIn(\.secret, ["x", nil])), ("an order", \.secret! > "x"),
        ("text", .contains(\.secret!, "x")), ("an array's element", .has(\.codes, "x")),
        ("an array's length", .count(\.codes, is: 1)), ("a field inside", \.home!.street == "x"),
        ("an object around it", \.home == Home(street: "x")), ("an element", .any(\.homes, \.street == "x")),
        ("a field of elements", \.homes[.each].street == "x"), ("a negation", !(\.secret == "x")),
    ]

    @Test(arguments: Self.queries.indices)
    func aQueryIsRefused(_ index: Int) async throws {
        let (name, query) = Self.queries[index]
        try await withDatabase { database in
            let members = Repository<Member>(database.encrypted(with: .old))
            let error = await #expect(throws: MongoError.self, "\(name)") { try await members.find(query) }
            #expect(error?.code == .invalidQuery)
            #expect(error?.detail.contains("is encrypted") == true)
        }
    }

    private static let updates: [(String, Update<Member>)] = [
        ("min", .min(\.secret, "x")), ("an element more", .push(\.codes, "x")),
        ("an element less", .pull(\.codes, "x")),
        ("an element set", .set(\.codes[.each], "x")), ("an equal object", .pull(\.homes, Home(street: "x"))),
        ("a missing object", .addToSet(\.homes, Home(street: "x"))),
        ("a condition", .pull(\.homes, where: \.street == "x")),
        ("a sort", .push(\.homes, each: [Home(street: "x")], sortedBy: [.ascending(\.street)])),
    ]

    @Test(arguments: Self.updates.indices)
    func anUpdateIsRefused(_ index: Int) async throws {
        let (name, update) = Self.updates[index]
        try await withDatabase { database in
            let members = Repository<Member>(database.encrypted(with: .old))
            let member = try await members.create(Member())
            let error = await #expect(throws: MongoError.self, "\(name)") {
                try await members.updateOne(\.id == member.id, update)
            }
            #expect(error?.code == .invalidQuery)
            #expect(error?.detail.contains("encrypted") == true)
        }
    }

    @Test func anUpdateThatDoesNotSayWhichDocumentIsRefused() async throws {
        try await withDatabase { database in
            let members = Repository<Member>(database.encrypted(with: .old))
            let error = await #expect(throws: MongoError.self) {
                try await members.updateMany(\.name == "Ann", .set(\.secret, "x"))
            }
            #expect(error?.code == .invalidQuery)
            #expect(error?.detail.contains("'secret' is encrypted for one document") == true)
            // What is not encrypted is anybody's.
            let result = try await members.updateMany(\.name == "Ann", .set(\.name, "Bo"))
            #expect(result.matched == 0)
        }
    }

    @Test func ordersAndListsAreRefused() async throws {
        try await withDatabase { database in
            let members = Repository<Member>(database.encrypted(with: .old))
            let sorted = await #expect(throws: MongoError.self) { try await members.find(sort: [.ascending(\.secret)]) }
            #expect(sorted?.code == .invalidQuery)
            let listed = await #expect(throws: MongoError.self) { try await members.distinct(\.home!.street) }
            #expect(listed?.code == .invalidQuery)
        }
    }

    struct Indexed: Document {
        var id = ObjectID()
        var secret: String
        static let schema = Schema("indexed", Indexed.init) {
            Field("_id", \.id)
            Field("secret", \.secret).encrypted()
        }
        static let indexes = [Index<Indexed>(.ascending(\.secret))]
    }

    @Test func anIndexIsRefused() async throws {
        try await withDatabase { database in
            let error = await #expect(throws: MongoError.self) {
                try await Repository<Indexed>(database.encrypted(with: .old)).createIndexes()
            }
            #expect(error?.code == .invalidQuery)
        }
    }

    struct OpenSecret: SchemaObject {
        var secret: String?
        static let schema = Schema(OpenSecret.init) { Field("secret", \.secret) }
    }

    @Test func aPartThatDoesNotKnowOfTheEncryptionIsRefused() async throws {
        try await withDatabase { database in
            let members = Repository<Member>(database.encrypted(with: .old))
            let error = await #expect(throws: MongoError.self) { try await members.find(as: OpenSecret.self) }
            #expect(error?.code == .invalidQuery)
        }
    }

    /// A program makes its repositories when it starts.
    @Test func aRepositoryWithoutKeysStopsTheProgram() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let client = try MongoClient(MongoSettings(uri: "mongodb://localhost:1/test"))
            print(Repository<Member>(client.defaultDatabase).collectionName)
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("Member has encrypted fields: give the MongoSettings encryptionKeys"))
    }

    @Test func whatNoRepositoryWritesIsNoDocument() {
        let document = BSONDocument(Member(secret: "SECRET"))
        #expect(document.encodingError?.reason == .noEncryptionKeys)
        #expect(!document.holds("SECRET"))
    }
}
