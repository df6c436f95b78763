import BSON
import MetricsTestKit
import MongoODM
import MongoTestSupport
import Schemas
import TestSupport
import Testing

/// What tasks look for at the same time travels together, and nobody can tell from the answers.
@Suite struct LookupTests {
    private func withClient(
        _ metrics: TestMetrics = TestMetrics(), queueLimit: Int = 10_000,
        _ body: @Sendable (MongoDatabase) async throws -> Void
    ) async throws {
        let client = try MongoClient(
            MongoSettings(
                uri: TestServer.uri, poolSize: 1, timeout: .seconds(60), queueLimit: queueLimit,
                monitoring: MongoMonitoring(metrics: metrics)))
        try await withDatabase(client: client, body)
        await client.shutDown()
    }

    private func finds(_ metrics: TestMetrics) throws -> Int {
        try metrics.expectTimer("mongodb_command_duration", [("command", "find"), ("collection", "books")]).values.count
    }

    @Test func whatIsAskedAtTheSameTimeIsOneQuestion() async throws {
        let metrics = TestMetrics()
        try await self.withClient(metrics) { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            let stored = try await books.createMany((0..<100).map { Book(isbn: "\($0)", title: "T") })
            let held = await HeldConnection(of: database.client)
            // They begin at once, so that all have asked when the connection is released.
            let byNumber = (0..<100).map { number in
                Task.immediate { try await books.findOne(\.isbn == "\(number)") }
            }
            let byID = stored.map { book in Task.immediate { try await books.get(book.id) } }
            let missing = Task.immediate { try await books.findOne(\.isbn == "none") }
            let several = Task.immediate { try await books.find(.isIn(\.isbn, ["7", "none", "8", "7"])) }
            held.release()
            for (number, task) in byNumber.enumerated() { #expect(try await task.value?.isbn == "\(number)") }
            for (book, task) in zip(stored, byID) { #expect(try await task.value?.isbn == book.isbn) }
            #expect(try await missing.value == nil)
            #expect(try await several.value.map(\.isbn).sorted() == ["7", "8"])
            try await held.end()
            #expect(try self.finds(metrics) == 2)
        }
    }

    @Test func manyMoreThanOneQuestionHoldsAreAllAnswered() async throws {
        let metrics = TestMetrics()
        try await self.withClient(metrics) { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            try await books.createMany((0..<1000).map { Book(isbn: "\($0)", title: "T") })
            let held = await HeldConnection(of: database.client)
            let tasks = (0..<1000).map { number in
                Task.immediate { try await books.findOne(\.isbn == "\(number)") }
            }
            held.release()
            for (number, task) in tasks.enumerated() { #expect(try await task.value?.isbn == "\(number)") }
            try await held.end()
            #expect(try self.finds(metrics) == 4)
        }
    }

    @Test func whatWasStoredBeforeIsFound() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            try await withThrowingTaskGroup { group in
                for task in 0..<16 {
                    group.addTask {
                        for round in 0..<30 {
                            let isbn = "\(task)-\(round)"
                            try await books.create(Book(isbn: isbn, title: "T"))
                            #expect(try await books.findOne(\.isbn == isbn) != nil)
                            try await books.updateOne(\.isbn == isbn, .inc(\.copies, round))
                            #expect(try await books.findOne(\.isbn == isbn)?.copies == round)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aDocumentThatCanNotBeReadTroublesOnlyThoseWhoLookForIt() async throws {
        try await self.withClient { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "good", title: "T"))
            try await database.run(["insert": "books", "documents": [["_id": 1, "isbn": "bad", "title": 5]]])
            let held = await HeldConnection(of: database.client)
            let good = Task.immediate { try await books.findOne(\.isbn == "good") }
            let bad = Task.immediate { try await books.findOne(\.isbn == "bad") }
            held.release()
            #expect(try await good.value?.title == "T")
            let error = await #expect(throws: MongoError.self) { try await bad.value }
            #expect(error?.code == .decoding)
            try await held.end()
        }
    }

    /// Swift takes the two spellings of é for equal.
    @Test func textsAreComparedAsTheServerDoes() async throws {
        try await self.withClient { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            let spellings = ["caf\u{E9}", "cafe\u{301}"]
            try await books.createMany(spellings.enumerated().map { Book(isbn: $1, title: "\($0)") })
            let held = await HeldConnection(of: database.client)
            let tasks = spellings.map { isbn in Task.immediate { try await books.findOne(\.isbn == isbn) } }
            held.release()
            #expect(try await tasks[0].value?.title == "0")
            #expect(try await tasks[1].value?.title == "1")
            try await held.end()
        }
    }

    struct Basket: Document {
        var id: Int
        var owner: String?
        static let schema = Schema("baskets", Basket.init) {
            Field("_id", \.id)
            Field("owner", \.owner)
        }
        static let indexes = [Index<Basket>(.ascending(\.owner)).unique().only(where: \.owner > "")]
    }

    /// The index has no others, and these may be the same.
    @Test func textsOfAnIndexThatHasOnlyTextsTravelTogetherAndOthersAlone() async throws {
        let metrics = TestMetrics()
        try await self.withClient(metrics) { database in
            let baskets = Repository<Basket>(database)
            try await baskets.createIndexes()
            try await baskets.createMany(
                (0..<20).map { Basket(id: $0, owner: "\($0)") }
                    + [nil, nil, "", ""].enumerated().map { index, owner in
                        Basket(id: 20 + index, owner: owner)
                    })
            let held = await HeldConnection(of: database.client)
            let tasks = (0..<20).map { number in
                Task.immediate { try await baskets.findOne(\.owner == "\(number)") }
            }
            let empty = Task.immediate { try await baskets.find(\.owner == "") }
            let missing = Task.immediate { try await baskets.find(\.owner == nil) }
            held.release()
            for (number, task) in tasks.enumerated() { #expect(try await task.value?.id == number) }
            #expect(try await empty.value.map(\.id) == [22, 23])
            #expect(try await missing.value.map(\.id) == [20, 21])
            try await held.end()
            let finds = try metrics.expectTimer(
                "mongodb_command_duration", [("command", "find"), ("collection", "baskets")]
            ).values.count
            #expect(finds == 3)
            #expect(try await baskets.explain(.isIn(\.owner, ["1", "2"])).index == "owner_1")
        }
    }

    struct Counted: Document {
        var id: Int
        var number: Int
        static let schema = Schema("counted", Counted.init) {
            Field("_id", \.id)
            Field("number", \.number).unique()
        }
    }

    /// Neither the index nor the types are as declared: two have one number, others have it as other types.
    @Test func fieldsThatAreNotAsDeclaredAreFoundAllTheSame() async throws {
        try await self.withClient { database in
            let counted = Repository<Counted>(database)
            try await database.run([
                "insert": "counted",
                "documents": [
                    ["_id": 1, "number": 7], ["_id": 2, "number": 7], ["_id": 3, "number": 8.0],
                    ["_id": 4, "number": .decimal128(Decimal128("9")!)], ["_id": 5, "number": [10, 11]],
                ],
            ])
            let held = await HeldConnection(of: database.client)
            let seven = Task.immediate { try await counted.findOne(\.number == 7) }
            let eight = Task.immediate { try await counted.findOne(\.number == 8) }
            let nine = Task.immediate { try await counted.findOne(\.number == 9) }
            let ten = Task.immediate { try await counted.findOne(\.number == 10) }
            let eleven = Task.immediate { try await counted.findOne(\.number == 11) }
            held.release()
            let found = try await seven.value
            #expect([1, 2].contains(found?.id))
            #expect(try await eight.value?.id == 3)
            #expect(try await nine.value?.id == 4)
            for task in [ten, eleven] {
                // Found, and no integer.
                let error = await #expect(throws: MongoError.self) { try await task.value }
                #expect(error?.code == .decoding)
            }
            try await held.end()
        }
    }

    @Test func noMoreComeThanAreAskedFor() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createMany((0..<5).map { Book(isbn: "\($0)", title: "T") })
            #expect(try await books.find(.isIn(\.isbn, ["1", "2", "3"]), limit: 2).count == 2)
            #expect(try await books.find(.isIn(\.isbn, ["1", "2", "3"]), skip: 2).count == 1)
            #expect(try await books.find(.isIn(\.isbn, (0..<300).map { "\($0)" }), limit: 300).count == 5)
            #expect(try await books.find(.isIn(\.isbn, [])).isEmpty)
        }
    }

    @Test func whoGivesUpTakesNobodyAlong() async throws {
        try await self.withClient { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            let held = await HeldConnection(of: database.client)
            let cancelled = Task.immediate { try await books.findOne(\.isbn == "1") }
            let late = Task.immediate {
                try await MongoDeadline.task.withValue(.now + .milliseconds(1)) {
                    try await books.findOne(\.isbn == "1")
                }
            }
            let patient = Task.immediate { try await books.findOne(\.isbn == "1") }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            let error = await #expect(throws: MongoError.self) { try await late.value }
            #expect(error?.code == .deadlineExceeded)
            held.release()
            #expect(try await patient.value?.isbn == "1")
            try await held.end()
        }
    }

    @Test func noMoreWaitThanMay() async throws {
        try await self.withClient(queueLimit: 10) { database in
            let books = Repository<Book>(database)
            let held = await HeldConnection(of: database.client)
            let tasks = (0..<10).map { number in Task.immediate { try await books.findOne(\.isbn == "\(number)") } }
            let error = await #expect(throws: MongoError.self) { try await books.findOne(\.isbn == "x") }
            #expect(error?.code == .overloaded)
            // The place of somebody who has given up is free.
            tasks[3].cancel()
            await #expect(throws: CancellationError.self) { try await tasks[3].value }
            let another = Task.immediate { try await books.findOne(\.isbn == "x") }
            held.release()
            for (number, task) in tasks.enumerated() where number != 3 { #expect(try await task.value == nil) }
            #expect(try await another.value == nil)
            try await held.end()
        }
    }

    @Test func aClientThatIsShutDownAnswersWhatItHasAcceptedAndRefusesTheRest() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60)))
        let books = Repository<Book>(client.database("test_never_written"))
        let held = await HeldConnection(of: client)
        let accepted = (0..<3).map { number in Task.immediate { try await books.findOne(\.isbn == "\(number)") } }
        let end = Task.immediate { await client.shutDown() }
        held.release()
        for task in accepted { #expect(try await task.value == nil) }
        await end.value
        try await held.end()
        let error = await #expect(throws: MongoError.self) { try await books.findOne(\.isbn == "1") }
        #expect(error?.code == .shutDown)
    }
}
