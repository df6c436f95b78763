import BSON
import MongoODM
import MongoTestSupport
import Schemas
import TestSupport
import Testing

@Suite struct CausalityTests {
    /// The read concerns of the finds that the server received, in order.
    private func readConcerns(_ database: MongoDatabase) async throws -> [BSONDocument] {
        let reply = try await database.run([
            "find": "system.profile", "filter": ["command.find": "books"], "sort": ["ts": 1],
        ])
        let entries = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
        return entries.compactMap { $0.documentValue?["command"]?.documentValue?["readConcern"]?.documentValue }
    }

    @Test func aReadAsksForAllThatCameBefore() async throws {
        try await withDatabase { database in
            try await database.run(["profile": 2])
            let books = Repository<Book>(database)
            let causality = Causality()
            let ordered = books.following(causality)
            _ = try await ordered.find()
            try await ordered.create(Book(isbn: "1", title: "T"))
            let seen = try await ordered.reading(.majority).find()
            #expect(seen.count == 1)
            for try await _ in try ordered.stream() {}
            _ = try await books.find()
            try await database.run(["profile": 0])
            let concerns = try await self.readConcerns(database)
            let times = concerns.map { $0["afterClusterTime"] }
            // The first has nothing to follow, and the last follows nothing.
            #expect(concerns.count == 2 && times.allSatisfy { $0 != nil })
            #expect(concerns.first?["level"] == "majority")
        }
    }

    @Test func parallelOperationsOfOneCausalityAreFine() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database).following(Causality())
            _ = try await parallel(32) { number in
                let book = try await books.create(Book(isbn: "\(number)", title: "T"))
                let read = try await books.reading(from: .secondaryPreferred).get(book.id)
                #expect(read?.isbn == "\(number)")
            }
            #expect(try await books.count() == 32)
        }
    }
}
