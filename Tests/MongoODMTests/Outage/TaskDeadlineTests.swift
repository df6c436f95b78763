import MongoODM
import MongoTestSupport
import Testing

@Suite struct TaskDeadlineTests {
    @Test func whatBeginsTooLateIsRefusedAndBreaksNothing() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            await MongoDeadline.task.withValue(.now - .milliseconds(1)) {
                let error = await #expect(throws: MongoError.self) {
                    try await books.create(Book(isbn: "1", title: "T"))
                }
                #expect(error?.code == .deadlineExceeded)
                let transaction = await #expect(throws: MongoError.self) {
                    try await database.client.transaction {
                        try await books.create(Book(isbn: "2", title: "T"), in: $0)
                    }
                }
                #expect(transaction?.code == .deadlineExceeded)
            }
            #expect(try await books.count() == 0)
            try await MongoDeadline.task.withValue(.now + .seconds(60)) {
                _ = try await books.create(Book(isbn: "3", title: "T"))
            }
            #expect(try await books.count() == 1)
        }
    }

    @Test func aTransactionThatRunsOutOfTimeLeavesNothingLocked() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            let late = ContinuousClock.now + .milliseconds(300)
            await #expect(throws: MongoError.self) {
                try await MongoDeadline.task.withValue(late) {
                    try await database.client.transaction { transaction in
                        try await books.updateOne(\.isbn == "1", .set(\.title, "Never"), in: transaction)
                        // What comes after the deadline.
                        while ContinuousClock.now < late { await Task.yield() }
                        try await books.updateOne(\.isbn == "1", .set(\.title, "Too late"), in: transaction)
                    }
                }
            }
            // It would wait for the lock for a minute.
            try await books.updateOne(\.isbn == "1", .set(\.title, "New"))
            #expect(try await books.findOne(\.isbn == "1")?.title == "New")
        }
    }
}
