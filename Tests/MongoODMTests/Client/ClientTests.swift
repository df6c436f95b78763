import BSON
import Foundation
import MongoODM
import MongoTestSupport
import TestSupport
import Testing

@Suite struct ClientTests {
    @Test(arguments: ["", "localhost", "http://localhost", "mongodb://", "mongodb://h:99999999/x"])
    func aWrongConnectionStringIsRefused(uri: String) {
        let error = #expect(throws: MongoError.self) { try MongoClient(MongoSettings(uri: uri)) }
        #expect(error?.code == .invalidURI)
    }

    @Test func theConnectionStringNamesTheDatabase() throws {
        let client = try MongoClient(MongoSettings(uri: "mongodb://localhost/shop?replicaSet=rs0"))
        #expect(client.defaultDatabase.name == "shop")
    }

    @Test func aReplicaSetPasses() async throws {
        try await TestServer.client.verify()
        try await TestServer.client.ping()
    }

    @Test func anUnreachableServerFailsWithinTheTimeout() async throws {
        let settings = MongoSettings(uri: "mongodb://127.0.0.1:1/x?replicaSet=rs0", poolSize: 2, timeout: .seconds(1))
        let client = try MongoClient(settings)
        let start = ContinuousClock.now
        // More callers than connections: those who wait in the queue must not wait for the others' timeouts.
        await withTaskGroup(of: MongoError.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        try await client.ping()
                        return nil
                    } catch {
                        return (error as? MongoError)?.code
                    }
                }
            }
            for await code in group { #expect(code == .unavailable || code == .deadlineExceeded) }
        }
        // A second is what it takes; the rest is for a machine with much else to do.
        #expect(ContinuousClock.now - start < .seconds(120))
        await client.shutDown()
    }

    @Test func aThousandCallersShareTwoConnections() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 2, timeout: .seconds(30)))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<1000 { group.addTask { try await books.findOne(\.title == "T")?.isbn } }
                for try await isbn in group { #expect(isbn == "1") }
            }
        }
        await client.shutDown()
    }

    @Test func aCancelledCallerWaitsNoLonger() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(30)))
        let held = await HeldConnection(of: client)
        let waiter = Task { try await client.ping() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        try await held.end()
        try await client.ping()
        await client.shutDown()
    }

    @Test func moreCallersThanTheQueueTakesAreRefusedAtOnce() async throws {
        let settings = MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(30), queueLimit: 1)
        let client = try MongoClient(settings)
        let held = await HeldConnection(of: client)
        let codes = await withTaskGroup(of: MongoError.Code?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        try await client.ping()
                        return nil
                    } catch {
                        return (error as? MongoError)?.code
                    }
                }
            }
            var codes: [MongoError.Code?] = []
            for await code in group {
                codes.append(code)
                // One waits in the queue; when the others were refused the connection is given free.
                if codes.count == 4 { held.release() }
            }
            return codes
        }
        #expect(codes.filter { $0 == .overloaded }.count == 4)
        #expect(codes.filter { $0 == nil }.count == 1)
        try await held.end()
        await client.shutDown()
    }

    @Test func aClientThatWasShutDownRefusesAndMayBeShutDownAgain() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri))
        try await client.ping()
        await client.shutDown()
        await client.shutDown()
        let error = await #expect(throws: MongoError.self) { try await client.ping() }
        #expect(error?.code == .shutDown)
    }

    @Test func whatWasAcceptedIsFinishedBeforeAShutdown() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 2, timeout: .seconds(60)))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            let (started, start) = AsyncStream<Void>.makeStream()
            let work = Task {
                start.finish()
                // Seconds of the server's time, so that the shutdown comes while it runs.
                let script: BSONDocument = [
                    "body": "function() { sleep(3000); return true }", "args": [], "lang": "js",
                ]
                return try await books.count(.raw(["$expr": ["$function": .document(script)]]))
            }
            for await _ in started {}
            try await eventually { try await database.client.database("admin").isRunning("sleep(3000)") }
            await client.shutDown()
            #expect(try await work.value == 1)
        }
    }
}

extension MongoDatabase {
    /// Whether the server is busy with an operation that mentions the text.
    fileprivate func isRunning(_ text: String) async throws -> Bool {
        let reply = try await self.run(["currentOp": 1, "active": true])
        return reply.description.contains(text)
    }
}
