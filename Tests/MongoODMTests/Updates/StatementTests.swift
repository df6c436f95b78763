import BSON
import MongoODM
import MongoTestSupport
import Testing

/// Changes as values.
@Suite struct StatementTests {
    private static let book = Book(isbn: "1", title: "T", author: "Ann", copies: 10)

    @Test func itChangesTheDocumentForWhichItsConditionHolds() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Self.book)
            let take = Statement<Book>(\.isbn == "1" && \.copies >= 6, .inc(\.copies, -6))
            #expect(try await books.run(take)?.copies == 4)
            // Run again, it finds none.
            #expect(try await books.run(take) == nil)
            #expect(try await books.findOne(\.isbn == "1")?.copies == 4)
        }
    }

    @Test func itMayBeComputedAndTellWhatWas() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Self.book)
            let double = Pipeline().stage(["$set": ["copies": ["$multiply": ["$copies", 2]]]])
            let statement = Statement<Book>(\.isbn == "1", .pipeline(double), returning: .before)
            #expect(try await books.run(statement)?.copies == 10)
            #expect(try await books.findOne(\.isbn == "1")?.copies == 20)
        }
    }

    @Test func anInsertionIsDoneOnce() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Self.book)
            let insertion = Statement(inserting: Book(isbn: "2", title: "U", author: "Bo", copies: 1))
            #expect(try await books.run(insertion)?.title == "U")
            do {
                let again = try await books.run(insertion)
                Issue.record("It was stored twice: \(String(describing: again))")
            } catch let error as MongoError {
                #expect(error.code == .duplicateKey)
            }
            let count = try await books.count()
            #expect(count == 2)
        }
    }

    @Test func severalShareATransaction() async throws {
        struct Refused: Error {}
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Self.book)
            do {
                try await books.database.client.transaction { transaction in
                    for isbn in ["1", "none"] {
                        let statement = Statement<Book>(\.isbn == isbn, .inc(\.copies, 1))
                        let changed = try await books.run(statement, in: transaction)
                        if changed == nil { throw Refused() }
                    }
                }
                Issue.record("The transaction was committed")
            } catch is Refused {}
            #expect(try await books.findOne(\.isbn == "1")?.copies == 10)
        }
    }
}
