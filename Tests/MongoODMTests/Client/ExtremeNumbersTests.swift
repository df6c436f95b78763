import BSON
import Logging
import MongoODM
import MongoTestSupport
import Schemas
import Testing

/// Numbers that come from settings, from clients and from what is stored may be any.
@Suite struct ExtremeNumbersTests {
    private static let longest = Duration.seconds(Int64.max)

    @Test(arguments: [Int.min, -1, 0, 1, .max])
    func aPoolOfAnySizeHasAtLeastOneConnection(size: Int) async throws {
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, poolSize: size, timeout: .seconds(60), changeStreamLimit: size))
        try await client.ping()
        await client.shutDown()
    }

    @Test func aTimeoutMayBeLongerThanTheDriverCanCount() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: Self.longest))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            #expect(try await books.find(\.title == "T").count == 1)
            for try await _ in try books.stream() {}
            try await client.transaction { _ = try await books.count(in: $0) }
        }
        await client.shutDown()
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min)])
    func withoutTimeOperationsFail(timeout: Duration) async throws {
        let client = try MongoClient(
            MongoSettings(uri: "mongodb://127.0.0.1:1/x?replicaSet=rs0", poolSize: 1, timeout: timeout))
        let error = await #expect(throws: MongoError.self) { try await client.ping() }
        #expect(error?.isTransient == true)
        await client.shutDown()
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.min)])
    func anyDurationCountsAsSlow(threshold: Duration) async throws {
        let monitoring = MongoMonitoring(slowQueryThreshold: threshold, logger: Logger(label: "test") { _ in Silent() })
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60), monitoring: monitoring))
        // A cursor that is asked to wait, by a program's own command.
        _ = try? await client.database("admin").run([
            "getMore": .int64(1), "collection": "x", "maxTimeMS": .int64(.max),
        ])
        try await client.ping()
        await client.shutDown()
    }

    @Test func aProbeMayTakeAnyTime() async throws {
        try await withDatabase { database in
            try await database.probeMajorityWrite(collection: "probes", within: Self.longest)
        }
    }

    @Test(arguments: [Int.max, .max - 1]) func aPageMayHoldAnyNumberOfDocuments(limit: Int) async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            #expect(try await books.page(limit: limit).items.count == 1)
            #expect(try await books.find(limit: limit).count == 1)
            #expect(try await books.findAll(skip: limit).isEmpty)
        }
    }

    @Test(arguments: [Int.min, -1, 0]) func noDocumentsAreFoundBelowALimitOfOne(limit: Int) async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            #expect(try await books.find(limit: limit).isEmpty)
            #expect(try await books.find(skip: limit).count == 1)
            #expect(try await books.page(limit: limit).items.count == 1)
        }
    }

    @Test func aStoredRevisionAtItsEndIsRefusedByName() async throws {
        try await withDatabase { database in
            let notes = Repository<RevisionTests.Note>(database)
            let note = try await notes.create(RevisionTests.Note(text: "a"))
            try await notes.updateOne(\.id == note.id, .raw("$set", "revision", .int64(.max)))
            let stored = try #require(try await notes.get(note.id))
            let error = await #expect(throws: MongoError.self) { try await notes.update(stored) }
            #expect(error?.code == .invalidDocument)
            #expect(error?.violations.first?.path == [.field("revision")])
        }
    }
}

private struct Silent: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.critical
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }
    func log(event: LogEvent) {}
}
