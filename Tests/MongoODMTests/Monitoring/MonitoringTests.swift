import BSON
import InMemoryLogging
import InMemoryTracing
import Logging
import MetricsTestKit
import MongoODM
import MongoTestSupport
import Schemas
import TestSupport
import Testing
import Tracing

@Suite struct MonitoringTests {
    private struct Total: SchemaObject {
        var n: Int
        static let schema = Schema(Total.init) { Field("n", \.n) }
    }

    /// A client of its own that reports where the test can look.
    private func withClient(
        _ monitoring: MongoMonitoring, _ body: @Sendable (MongoDatabase) async throws -> Void
    ) async throws {
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60), monitoring: monitoring))
        try await withDatabase(client: client, body)
        await client.shutDown()
    }

    @Test func everyCommandIsTimedByItsNameAndCollection() async throws {
        let metrics = TestMetrics()
        try await self.withClient(MongoMonitoring(metrics: metrics)) { database in
            let books = Repository<Book>(database)
            let book = try await books.create(Book(isbn: "1", title: "T"))
            _ = try await books.get(book.id)
            _ = try await books.get(book.id)
            for try await _ in try books.stream(batchSize: 1) {}
            try await database.client.ping()
            for (command, collection, count) in [
                ("insert", "books", 1), ("find", "books", 3), ("getMore", "books", 1), ("ping", "", 1),
            ] {
                let timer = try metrics.expectTimer(
                    "mongodb_command_duration", [("command", command), ("collection", collection)])
                #expect(timer.values.count == count, "\(command) \(collection)")
                #expect(timer.values.allSatisfy { $0 > 0 })
            }
            await #expect(throws: MongoError.self) { try await books.count(.raw(["$bogus": 1])) }
            let failures = try metrics.expectCounter(
                "mongodb_command_failures", [("command", "aggregate"), ("collection", "books"), ("code", "server")])
            #expect(failures.totalValue == 1)
        }
    }

    @Test func thePoolTellsHowManyWaitAndWork() async throws {
        let metrics = TestMetrics()
        try await self.withClient(MongoMonitoring(metrics: metrics)) { database in
            let held = await HeldConnection(of: database.client)
            let waiters = (0..<3).map { _ in Task { try await database.client.ping() } }
            let waiting = try metrics.expectMeter("mongodb_pool_waiting")
            let inUse = try metrics.expectMeter("mongodb_pool_in_use")
            try await eventually { waiting.lastValue == 3 }
            #expect(inUse.lastValue == 1)
            try await held.end()
            for waiter in waiters { try await waiter.value }
            try await eventually { waiting.lastValue == 0 && inUse.lastValue == 0 }
        }
    }

    @Test func everyCommandIsASpanBelowItsTasks() async throws {
        let tracer = InMemoryTracer()
        try await self.withClient(MongoMonitoring(tracer: tracer)) { database in
            let books = Repository<Book>(database)
            try await tracer.withSpan("request") { _ in
                try await books.create(Book(isbn: "1", title: "T"))
                try await database.client.transaction { transaction in
                    _ = try await books.findOne(\.isbn == "1", in: transaction)
                }
                await #expect(throws: MongoError.self) { try await books.find(.raw(["$bogus": 1])) }
            }
            let spans = tracer.finishedSpans
            let request = try #require(spans.last)
            #expect(request.operationName == "request")
            #expect(
                spans.dropLast().map(\.operationName) == [
                    "insert books", "find books", "commitTransaction", "find books",
                ])
            #expect(spans.dropLast().allSatisfy { $0.parentSpanID == request.spanID && $0.kind == .client })
            let insert = try #require(spans.first)
            #expect(insert.attributes.get("db.collection.name") == .string("books"))
            #expect(insert.attributes.get("db.operation.name") == .string("insert"))
            #expect(insert.attributes.get("db.namespace") == .string(database.name))
            #expect(insert.status == nil)
            let failed = try #require(spans.dropLast().last)
            #expect(failed.status?.code == .error)
            #expect(failed.attributes.get("error.type") == .string("server"))
        }
    }

    @Test func aSlowCommandIsLoggedWithItsShapeAndNoValues() async throws {
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        try await self.withClient(MongoMonitoring(slowQueryThreshold: .zero, logger: logger)) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "secret", title: "secret"))
            _ = try await books.find(
                (\.isbn == "secret" || .isIn(\.title, ["secret", "other"])) && .any(\.tags, \.name == "secret")
                    && .raw(["author": ["secret": "secret"]]), sort: [.descending(\.copies)])
            try await books.updateOne(
                \.isbn == "secret", .set(\.author, "secret"), .push(\.tags, Tag(name: "secret", weight: 1)))
            _ = try await books.findOneAndUpdate(\.isbn == "secret", .inc(\.copies, 77))
            _ = try await books.aggregate(
                Pipeline().match(\Book.title == "secret").group(by: .raw("$secret"), ["n": .count]), as: Total.self)
            let shapes = log.entries.compactMap { $0.metadata["shape"].map { "\($0)" } }
            #expect(
                shapes == [
                    "insert books",
                    "find books {filter: {$and: [{$or: [{isbn: {$eq: ?}}, {title: {$in: [?]}}]}, "
                        + "{tags: {$elemMatch: {name: {$eq: ?}}}}, {author: ?}]}, sort: {copies: -1}}",
                    "update books {updates: [{q: {isbn: {$eq: ?}}, u: {$set: {author: ?}, $push: {tags: ?}}}]}",
                    "findAndModify books {query: {isbn: {$eq: ?}}, update: {$inc: {copies: ?}}}",
                    "aggregate books {pipeline: [{$match: {title: {$eq: ?}}}, {$group: {_id: ?, n: {$sum: ?}}}]}",
                ])
            #expect(log.entries.allSatisfy { $0.level == .warning && $0.metadata["ms"] != nil })
            #expect(!"\(log.entries.map { "\($0.message) \($0.metadata)" })".contains("secret\""))
        }
    }

    /// A change stream's question that takes as long as it was to wait for an answer is none.
    @Test func waitingForChangesIsNotSlow() async throws {
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        let tracer = InMemoryTracer()
        let monitoring = MongoMonitoring(tracer: tracer, slowQueryThreshold: .milliseconds(240), logger: logger)
        try await self.withClient(monitoring) { database in
            let changes = try await Repository<Book>(database).changes()
            let reader = Task { for try await _ in changes {} }
            try await eventually { tracer.finishedSpans.count { $0.operationName == "getMore books" } >= 3 }
            reader.cancel()
            try? await reader.value
        }
        // It waits for 250 ms; on a busy machine one may really be slow.
        let logged = log.entries.filter { "\($0.metadata)".contains("getMore") }
        #expect(logged.allSatisfy { Int("\($0.metadata["ms"] ?? "")") ?? 0 >= 490 })
    }

    @Test func aQuickCommandIsNotLogged() async throws {
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        try await self.withClient(MongoMonitoring(slowQueryThreshold: .seconds(600), logger: logger)) { database in
            _ = try await Repository<Book>(database).count()
        }
        #expect(log.entries.isEmpty)
    }
}
