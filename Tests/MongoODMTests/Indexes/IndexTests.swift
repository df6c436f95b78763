import BSON
import MongoODM
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
}
