import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct IndexTests {
    private func names(_ database: MongoDatabase) async throws -> [String: Bool] {
        let reply = try await database.run(["listIndexes": "books"])
        let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
        return Dictionary(
            uniqueKeysWithValues: indexes.map {
                ($0["name"]?.stringValue ?? "", $0["unique"]?.boolValue ?? false)
            })
    }

    @Test func startUpCreatesWhatTheModelDeclares() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            let expected = ["_id_": false, "isbn_1": true, "title_1": false, "author_1_added_at_-1": false]
            #expect(try await self.names(database) == expected)
        }
    }

    @Test func severalInstancesMayCreateThemAtOnce() async throws {
        try await withDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await Repository<Book>(database).createIndexes() } }
                try await group.waitForAll()
            }
            #expect(try await self.names(database).count == 4)
        }
    }

    @Test func documentsThatBreakAUniqueIndexAreReported() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            try await books.create(Book(isbn: "1", title: "T"))
            let error = await #expect(throws: MongoError.self) { try await books.createIndexes() }
            #expect(error?.code == .duplicateKey)
            #expect(error?.operation == "createIndexes books")
        }
    }

    struct Shop: Document {
        var id = ObjectID()
        var name: String
        var owner: String?
        var isOpen = true
        var place: BSONDocument = ["type": "Point", "coordinates": [10.7, 59.9]]
        var lastSeen = Date.now
        static let schema = Schema("shops", Shop.init) {
            Field("_id", \.id)
            Field("name", \.name)
            Field("owner", \.owner)
            Field("is_open", \.isOpen)
            Field("place", \.place)
            Field("last_seen", \.lastSeen)
        }
        static let indexes = [
            Index<Shop>(.ascending(\.name)).unique().comparing(by: Collation(locale: "en", strength: .accents)),
            Index<Shop>(.ascending(\.owner)).unique().only(where: \.isOpen == true),
            Index<Shop>(.descending(\.owner)).sparse(),
            Index<Shop>(.ascending(\.lastSeen)).expiring(after: .seconds(3600)),
            Index<Shop>.sphere(\.place),
            Index<Shop>.text(\.name, \.owner, weights: [5]),
        ]
    }

    @Test func indexesOfAllKindsAreCreatedOnce() async throws {
        try await withDatabase { database in
            let shops = Repository<Shop>(database)
            let first = try await shops.createIndexes()
            #expect(first.created.count == 6)
            #expect(first.isAsDeclared)
            let second = try await shops.createIndexes()
            #expect(second.created == [])
            #expect(second.isAsDeclared)

            try await shops.create(Shop(name: "Lamps", owner: "Ann"))
            let sameName = await #expect(throws: MongoError.self) { try await shops.create(Shop(name: "LAMPS")) }
            #expect(sameName?.duplicateKey?.fields == ["name"])
            await #expect(throws: MongoError.self) { try await shops.create(Shop(name: "Desks", owner: "Ann")) }
            try await shops.create(Shop(name: "Desks", owner: "Ann", isOpen: false))
            #expect(try await shops.count(.words("lamps")) == 1)
        }
    }

    @Test func whatDiffersIsReportedAndLeftAsItIs() async throws {
        try await withDatabase { database in
            try await database.run([
                "createIndexes": "books",
                "indexes": [
                    ["key": ["isbn": 1], "name": "isbn_1"], ["key": ["copies": 1], "name": "copies_1"],
                    ["key": ["author": 1], "name": "author_1_added_at_-1"],
                ],
            ])
            let report = try await Repository<Book>(database).createIndexes()
            #expect(report.created == ["title_1"])
            #expect(report.changed == ["isbn_1", "author_1_added_at_-1"])
            #expect(report.superfluous == ["copies_1"])
            #expect(!report.isAsDeclared)
            #expect(try await self.names(database).count == 5)
        }
    }

    @Test func anIndexUnderAnotherNameIsReported() async throws {
        try await withDatabase { database in
            try await database.run([
                "createIndexes": "books", "indexes": [["key": ["title": 1], "name": "by hand"]],
            ])
            let report = try await Repository<Book>(database).createIndexes()
            #expect(report.created == ["isbn_1", "author_1_added_at_-1"])
            #expect(report.changed == ["title_1"])
            #expect(report.superfluous == ["by hand"])
        }
    }
}
