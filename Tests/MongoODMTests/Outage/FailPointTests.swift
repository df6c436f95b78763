import BSON
import MongoODM
import MongoTestSupport
import Synchronization
import Testing

@Suite(.serialized) struct FailPointTests {
    @Test func aTransactionIsRepeatedWhileItsErrorsPass() async throws {
        let name = "transaction failures"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(60), applicationName: name))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "0", title: "T"))
            let runs = Mutex(0)
            // The server labels this one as passing: another transaction was in the way.
            try await withFailingCommands(["insert"], of: name, times: 3, [("errorCode", 112)]) {
                try await client.transaction { transaction in
                    runs.withLock { $0 += 1 }
                    try await books.create(Book(isbn: "1", title: "T"), in: transaction)
                }
            }
            #expect(runs.withLock { $0 } == 4)
            // A commit whose answer was lost is asked for again.
            try await withFailingCommands(["commitTransaction"], of: name, times: 2, [("closeConnection", true)]) {
                try await client.transaction { transaction in
                    runs.withLock { $0 += 1 }
                    try await books.create(Book(isbn: "2", title: "T"), in: transaction)
                }
            }
            #expect(try await books.count() == 3)
        }
        await client.shutDown()
    }

    @Test func aTransactionIsGivenUpInTime() async throws {
        let name = "transaction without end"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(2), applicationName: name))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "0", title: "T"))
            try await withFailingCommands(["insert"], of: name, times: 1_000_000, [("errorCode", 112)]) {
                let error = await #expect(throws: MongoError.self) {
                    try await client.transaction { transaction in
                        try await books.create(Book(isbn: "1", title: "T"), in: transaction)
                    }
                }
                #expect(error?.code == .writeConflict)
            }
        }
        await client.shutDown()
    }

    /// Out of disk space; not confirmed by a majority; a transaction that the server has given up.
    @Test(arguments: [14031, 64, 290])
    func aServerThatCanNotServeForTheMomentIsUnavailable(code: Int32) async throws {
        let name = "not for the moment \(code)"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(60), applicationName: name))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            let failure: [(String, BSONValue)] =
                code == 64
                ? [("writeConcernError", ["code": .int32(code), "errmsg": "waiting for replication timed out"])]
                : [("errorCode", .int32(code))]
            try await withFailingCommands(["insert"], of: name, times: 1, failure) {
                let error = await #expect(throws: MongoError.self) {
                    try await books.create(Book(isbn: "1", title: "T"))
                }
                #expect(error?.code == .unavailable && error?.isTransient == true)
            }
        }
        await client.shutDown()
    }

    @Test(arguments: ["getMore", "aggregate"])
    func aChangeStreamGoesOnAfterErrors(command: String) async throws {
        let name = "stream failures"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(60), applicationName: name))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            let stream = try await books.changes()
            let numbers = (0..<20).map(String.init)
            try await withFailingCommands([.string(command)], of: name, times: 5, [("closeConnection", true)]) {
                for number in numbers { try await books.create(Book(isbn: number, title: "T")) }
                var seen: [String] = []
                for try await change in stream {
                    seen.append(change.document?.isbn ?? "")
                    if seen.count == numbers.count { break }
                }
                #expect(seen == numbers)
            }
        }
        await client.shutDown()
    }

    @Test func aChangeStreamIsNotPatientForEver() async throws {
        let name = "stream without end"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(60), applicationName: name))
        try await withDatabase(client: client) { database in
            let stream = try await Repository<Book>(database).changes(outageTimeout: .milliseconds(500))
            try await withFailingCommands(["aggregate"], of: name, times: 1_000_000, [("closeConnection", true)]) {
                let error = await #expect(throws: MongoError.self) { for try await _ in stream {} }
                #expect(error?.code == .unavailable)
            }
        }
        await client.shutDown()
    }

    @Test(arguments: [1, 10])
    func nothingIsLeftWhenThePartsCannotBeStored(parts: Int) async throws {
        let name = "gridfs failures"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(60), applicationName: name))
        try await withDatabase(client: client) { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            _ = try await bucket.upload("first", from: AsyncStream { $0.finish() })
            try await withFailingCommands(["insert"], of: name, times: 1, [("errorCode", 8000)]) {
                let bytes = [UInt8](repeating: 7, count: parts * 100 - 50)
                let (source, feed) = AsyncStream<[UInt8]>.makeStream()
                feed.yield(bytes)
                feed.finish()
                let error = await #expect(throws: MongoError.self) { try await bucket.upload("second", from: source) }
                #expect(error?.serverCode == 8000)
            }
            #expect(try await bucket.find().map(\.name) == ["first"])
            let chunks = try await database.run(["count": "fs.chunks"])
            #expect(chunks["n"]?.intValue == 0)
        }
        await client.shutDown()
    }
}
