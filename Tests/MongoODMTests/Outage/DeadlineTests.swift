import BSON
import MongoODM
import MongoTestSupport
import Synchronization
import TestSupport
import Testing

extension FailPointTests {
    /// A read is ended by the server itself, a bulk by the end of the connection.
    enum Blocked: String, CaseIterable {
        case find, insert

        func run(on books: Repository<Book>) async throws {
            switch self {
            case .find: _ = try await books.find()
            case .insert: try await books.createMany([Book(isbn: "1", title: "T"), Book(isbn: "2", title: "T")])
            }
        }

        /// Whether the server is at it.
        func isRunning(for client: String) async throws -> Bool {
            let reply = try await TestServer.client.database("admin").run([
                "currentOp": 1, "appName": .string(client), "command.\(self.rawValue)": ["$exists": true],
            ])
            return reply["inprog"]?.arrayValue?.isEmpty == false
        }
    }

    @Test(arguments: Blocked.allCases)
    func aCancelledTaskFreesItsThreadInTime(blocked: Blocked) async throws {
        let name = "cancelled \(blocked)"
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(4), applicationName: name))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "0", title: "T"))
            let failure: [(String, BSONValue)] = [("blockConnection", true), ("blockTimeMS", 8_000)]
            try await withFailingCommands([.string(blocked.rawValue)], of: name, times: 1, failure) {
                let start = ContinuousClock.now
                let task = Task { try await blocked.run(on: books) }
                try await eventually {
                    let isRunning = try await blocked.isRunning(for: name)
                    return isRunning && ContinuousClock.now - start > .seconds(2)
                }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                // The task did not wait for the server.
                #expect(try await blocked.isRunning(for: name))
                // The one thread is free two seconds before this runs out of time.
                try await client.ping()
            }
        }
        await client.shutDown()
    }

    /// A new connection that can't be made means to the driver that the server is gone, so that it drops all others.
    @Test func whatRunsOutOfTimeWhileItConnectsBreaksNobodysConnection() async throws {
        let name = "greeted slowly"
        let settings = MongoSettings(uri: TestServer.uri, poolSize: 2, timeout: .seconds(20), applicationName: name)
        let client = try MongoClient(settings)
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            let attempts = Mutex(0)
            // The first that the client does, so that there is one connection and no more.
            try await client.transaction { transaction in
                attempts.withLock { $0 += 1 }
                try await books.create(Book(isbn: "1", title: "T"), in: transaction)
                let failure: [(String, BSONValue)] = [("blockConnection", true), ("blockTimeMS", 500)]
                try await withFailingCommands(["hello", "isMaster"], of: name, times: 1000, failure) {
                    // The transaction has that connection; this makes another.
                    await MongoDeadline.task.withValue(.now + .milliseconds(100)) {
                        let error = await #expect(throws: MongoError.self) { try await books.count() }
                        #expect(error?.code == .deadlineExceeded)
                    }
                    // It waits for the worker, so that the first has ended.
                    let count = try await books.count()
                    #expect(count == 0)
                }
                try await books.create(Book(isbn: "2", title: "T"), in: transaction)
            }
            #expect(attempts.withLock { $0 } == 1)
        }
        await client.shutDown()
    }

    @Test func aShutdownDoesNotWaitForASilentServer() async throws {
        let name = "shut down while blocked"
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, timeout: .seconds(2), applicationName: name))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "0", title: "T"))
            let failure: [(String, BSONValue)] = [("blockConnection", true), ("blockTimeMS", 6_000)]
            try await withFailingCommands(["insert"], of: name, times: 1, failure) {
                let task = Task { try await Blocked.insert.run(on: books) }
                try await eventually { try await Blocked.insert.isRunning(for: name) }
                await client.shutDown()
                #expect(try await Blocked.insert.isRunning(for: name))
                await #expect(throws: MongoError.self) { try await task.value }
                let refused = await #expect(throws: MongoError.self) { try await books.find() }
                #expect(refused?.code == .shutDown)
            }
        }
    }
}
