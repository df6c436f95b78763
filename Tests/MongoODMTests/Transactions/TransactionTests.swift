import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Synchronization
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error {}

    @Test func allOfItTakesEffectOrNothing() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            try await database.client.transaction { transaction in
                try await books.create(Book(isbn: "1", title: "T"), in: transaction)
                try await books.create(Book(isbn: "2", title: "T"), in: transaction)
                #expect(try await books.count(in: transaction) == 2)
                #expect(try await books.count() == 0)
            }
            #expect(try await books.count() == 2)
            await #expect(throws: Refusal.self) {
                try await database.client.transaction { transaction in
                    try await books.updateMany(.all, .set(\.title, "changed"), in: transaction)
                    try await books.delete(\.isbn == "1", in: transaction)
                    throw Refusal()
                }
            }
            #expect(try await books.find(sort: [.ascending(\.isbn)]).map(\.title) == ["T", "T"])
        }
    }

    @Test func aDuplicateKeyInsideUndoesTheRest() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            try await books.create(Book(isbn: "1", title: "T"))
            let error = await #expect(throws: MongoError.self) {
                try await database.client.transaction { transaction in
                    try await books.create(Book(isbn: "2", title: "T"), in: transaction)
                    try await books.create(Book(isbn: "1", title: "T"), in: transaction)
                }
            }
            #expect(error?.code == .duplicateKey)
            #expect(try await books.count() == 1)
        }
    }

    @Test func rivalsAreRepeatedUntilEachTookEffectOnce() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let book = try await books.create(Book(isbn: "1", title: "T"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await database.client.transaction { transaction in
                            // Read and written apart: only the transaction makes this right.
                            var read = try #require(try await books.get(book.id, in: transaction))
                            read.copies += 1
                            try await books.update(read, in: transaction)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await books.get(book.id)?.copies == 40)
        }
    }

    @Test func aChangeBetweenReadAndWriteMakesTheClosureRunAgain() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let book = try await books.create(Book(isbn: "1", title: "T"))
            let runs = Mutex(0)
            try await database.client.transaction { transaction in
                let run = runs.withLock { runs -> Int in
                    runs += 1
                    return runs
                }
                var read = try #require(try await books.get(book.id, in: transaction))
                if run == 1 { try await books.updateOne(\.id == book.id, .inc(\.copies, 10)) }
                read.copies += 1
                try await books.update(read, in: transaction)
            }
            #expect(runs.withLock { $0 } == 2)
            #expect(try await books.get(book.id)?.copies == 11)
        }
    }

    @Test func parallelOperationsOfOneTransactionRunOneAfterAnother() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "0", title: "T"))
            try await database.client.transaction { transaction in
                async let first = books.create(Book(isbn: "1", title: "T"), in: transaction)
                async let second = books.create(Book(isbn: "2", title: "T"), in: transaction)
                _ = try await (first, second)
            }
            #expect(try await books.count() == 3)
        }
    }

    @Test func aCancelledTransactionLeavesNothingAndGivesItsConnectionBack() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60)))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "0", title: "T"))
            let (started, start) = AsyncStream<Void>.makeStream()
            let task = Task {
                try await client.transaction { transaction in
                    try await books.create(Book(isbn: "1", title: "T"), in: transaction)
                    start.finish()
                    try await Task.sleep(for: .seconds(60))
                }
            }
            for await _ in started {}
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await books.count() == 1)
        }
        await client.shutDown()
    }
}
