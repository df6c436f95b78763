import BSON
import Foundation
import MetricsTestKit
import MongoTestSupport
import Synchronization
import Testing

@testable import MongoODM

/// A group that the server, or the way to it, fails in the middle: each of its members is done once, and told so.
@Suite struct GroupFaultTests {
    struct Fault: CustomTestStringConvertible {
        var command: String
        var failure: [(String, BSONValue)]
        var times = 1

        var testDescription: String { "\(self.command) \(self.failure) \(self.times)" }
    }

    private static let lost: [(String, BSONValue)] = [("closeConnection", true)]
    private static let hindered: [(String, BSONValue)] = [("errorCode", 112)]
    private static let refused: [(String, BSONValue)] = [("errorCode", 8000)]
    /// The commit was done, and nobody knows whether it will last.
    private static let unconfirmed: [(String, BSONValue)] = [
        ("writeConcernError", ["code": 91, "errmsg": "the primary steps down", "errorLabels": ["RetryableWriteError"]])
    ]

    static let faults =
        ["insert", "update", "find"].flatMap { command in
            [
                Fault(command: command, failure: lost), Fault(command: command, failure: hindered),
                Fault(command: command, failure: refused), Fault(command: command, failure: lost, times: 3),
            ]
        } + [
            Fault(command: "commitTransaction", failure: lost), Fault(command: "commitTransaction", failure: hindered),
            Fault(command: "commitTransaction", failure: unconfirmed),
            Fault(command: "commitTransaction", failure: lost, times: 3),
            Fault(command: "abortTransaction", failure: lost),
        ]

    @Test(arguments: faults) func eachIsDoneOnce(_ fault: Fault) async throws {
        let name = "group: \(fault.testDescription)"
        try await withBooks(8, applicationName: String(name.prefix(100))) { client, books, stored in
            let application = String(name.prefix(100))
            try await withFailingCommands([.string(fault.command)], of: application, times: fault.times, fault.failure)
            {
                let results = try await together(client, 8) { index, transaction in
                    try await books.create(Book(isbn: "order \(index)", title: "O"), in: transaction)
                    let book = try await books.findOneAndUpdate(
                        \.id == stored[index / 2].id && \.copies >= 1, .inc(\.copies, -1), in: transaction)
                    return try #require(book).isbn
                }
                #expect(try results.map { try $0.get() } == (0..<8).map { "\($0 / 2)" })
            }
            #expect(try await books.find(\.title == "O").map(\.isbn).sorted() == (0..<8).map { "order \($0)" })
            #expect(try await books.find(\.title == "T").map(\.copies).sorted() == [3, 3, 3, 3, 5, 5, 5, 5])
        }
    }

    @Test func aGroupHasNotTheDeadlineOfWhoWasBeforeIt() async throws {
        let metrics = TestMetrics()
        try await withBooks(4, monitoring: MongoMonitoring(metrics: metrics)) { client, books, stored in
            let deadline = ContinuousClock.now + .seconds(2)
            try await MongoDeadline.task.withValue(deadline) {
                let mayBegin = Gate()
                let first = Task {
                    // Also where it did not come to that in time.
                    defer { mayBegin.open() }
                    try? await client.groupedTransaction { _ in
                        mayBegin.open()
                        while client.commits.waiting < 4 || ContinuousClock.now < deadline { await Task.yield() }
                    }
                }
                await mayBegin.pass()
                try await withThrowingTaskGroup { group in
                    for book in stored {
                        group.addTask {
                            try await MongoDeadline.task.withValue(nil) {
                                try await client.groupedChange {
                                    _ = try await books.findOneAndUpdate(\.id == book.id, .inc(\.copies, 1), in: $0)
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                await first.value
            }
            let update = try metrics.expectTimer(
                "mongodb_command_duration", [("command", "update"), ("collection", "books")])
            #expect(update.values.count == 1)
        }
    }

    /// Otherwise those who come later would all be under way at once.
    @Test func whereAGroupCantBeginItIsOverOnce() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, timeout: .seconds(30)))
        let results = try await together(
            client, 3,
            after: {
                Task { await client.shutDown() }
                while (try? client.pool.checkIsOpen(Operation(name: "test", target: ""))) != nil { await Task.yield() }
            }
        ) { _, _ in }
        for result in results {
            let error = #expect(throws: MongoError.self) { try result.get() }
            #expect(error?.code == .shutDown)
        }
        while client.commits.underWay > 0 { await Task.yield() }
        #expect(client.commits.underWay == 0)
    }

    /// Whoever is told of a failure has changed nothing, or does not know; whoever is told of success has.
    @Test func whoIsToldOfAFailureMayTryAgain() async throws {
        let name = "group: for long"
        try await withBooks(4, applicationName: name) { client, books, stored in
            try await withFailingCommands(["update"], of: name, times: 200, [("errorCode", 8000)]) {
                let results = try await together(client, 4) { index, transaction in
                    try await books.create(Book(isbn: "order \(index)", title: "O"), in: transaction)
                    _ = try await books.findOneAndUpdate(\.id == stored[index].id, .inc(\.copies, -1), in: transaction)
                    try await books.updateOne(\.id == stored[index].id, .set(\.title, "T"), in: transaction)
                }
                for result in results {
                    let error = #expect(throws: MongoError.self) { try result.get() }
                    #expect(error?.serverCode == 8000)
                }
            }
            #expect(try await books.count(\.title == "O") == 0)
            #expect(try await books.find().map(\.copies) == [5, 5, 5, 5])
        }
    }
}
