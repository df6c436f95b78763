import BSON
import Foundation
import MetricsTestKit
import MongoTestSupport
import Synchronization
import Testing

@testable import MongoODM

/// Transactions that commit together. Each test makes some wait for one that is under way, so that they do.
@Suite struct GroupCommitTests {
    private struct Refusal: Error, Equatable { var number: Int }

    @Test func eachGetsItsOwnDocument() async throws {
        try await withBooks(16) { client, books, stored in
            let runs = Mutex(0)
            let results = try await together(client, 16) { index, transaction in
                runs.withLock { $0 += 1 }
                let taken = try await books.findOneAndUpdate(
                    \.id == stored[index].id && \.copies >= 1, .inc(\.copies, -(index % 5)), in: transaction)
                try await books.create(Book(isbn: "new \(index)", title: "N"), in: transaction)
                return taken
            }
            for (index, result) in results.enumerated() {
                let book = try #require(try result.get())
                #expect(book.isbn == "\(index)")
                #expect(book.copies == 5 - index % 5)
            }
            #expect(runs.withLock { $0 } == 16)
            #expect(try await books.count() == 32)
        }
    }

    @Test func theyTravelInFewCommands() async throws {
        let metrics = TestMetrics()
        let monitoring = MongoMonitoring(metrics: metrics)
        try await withBooks(16, monitoring: monitoring) { client, books, stored in
            func count(_ command: String) -> Int {
                let timer = try? metrics.expectTimer(
                    "mongodb_command_duration", [("command", command), ("collection", "books")])
                return timer?.values.count ?? 0
            }
            let before = ["update", "find", "insert"].map(count)
            _ = try await together(client, 16) { index, transaction in
                _ = try await books.findOneAndUpdate(
                    \.id == stored[index].id && \.copies >= 1, .inc(\.copies, -1), in: transaction)
                try await books.create(Book(isbn: "new \(index)", title: "N"), in: transaction)
            }
            #expect(zip(["update", "find", "insert"].map(count), before).map { $0 - $1 } == [1, 1, 1])
            #expect(try metrics.expectRecorder("mongodb_group_commit_size").values == [1, 16])
        }
    }

    @Test func changesOfOneDocumentGoOneAfterTheOther() async throws {
        try await withBooks(1, copies: 12) { client, books, stored in
            let results = try await together(client, 16) { index, transaction in
                try await books.create(Book(isbn: "order \(index)", title: "O"), in: transaction)
                let book = try await books.findOneAndUpdate(
                    \.id == stored[0].id && \.copies >= 1, .inc(\.copies, -1), in: transaction)
                guard let book else { throw Refusal(number: index) }
                return book.copies
            }
            let left = results.compactMap { try? $0.get() }
            #expect(left.sorted() == Array(0..<12))
            let refused = results.indices.filter { index in
                if case .failure(let error) = results[index] { return error as? Refusal == Refusal(number: index) }
                return false
            }
            #expect(refused.count == 4)
            for index in refused { #expect(try await books.findOne(\.isbn == "order \(index)") == nil) }
            #expect(try await books.get(stored[0].id)?.copies == 0)
            #expect(try await books.count() == 13)
        }
    }

    @Test func aConditionThatIsNotMetIsItsOwn() async throws {
        let metrics = TestMetrics()
        try await withBooks(8, monitoring: MongoMonitoring(metrics: metrics)) { client, books, stored in
            try await books.updateOne(\.id == stored[3].id, .set(\.copies, 0))
            let results = try await together(client, 8) { index, transaction in
                try await books.findOneAndUpdate(
                    \.id == stored[index].id && \.copies >= 1, .inc(\.copies, -1), in: transaction)
            }
            for (index, result) in results.enumerated() { #expect((try result.get() == nil) == (index == 3)) }
            #expect(try await books.find().map(\.copies).sorted() == [0, 4, 4, 4, 4, 4, 4, 4])
            // Again together, though one by one.
            let commits = try metrics.expectTimer(
                "mongodb_command_duration", [("command", "commitTransaction"), ("collection", "")])
            #expect(commits.values.count == 1)
        }
    }

    @Test func oneThatFailsTakesNobodyWithIt() async throws {
        try await withBooks(8) { client, books, stored in
            let results = try await together(client, 8) { index, transaction in
                _ = try await books.findOneAndUpdate(\.id == stored[index].id, .inc(\.copies, 1), in: transaction)
                if index == 2 || index == 5 { throw Refusal(number: index) }
                return index
            }
            for (index, result) in results.enumerated() {
                if index == 2 || index == 5 {
                    #expect(throws: Refusal(number: index)) { try result.get() }
                } else {
                    #expect(try result.get() == index)
                }
            }
            #expect(try await books.find().map(\.copies).sorted() == [5, 5, 6, 6, 6, 6, 6, 6])
        }
    }

    @Test func whatAnIndexRefusesIsRefusedOfOne() async throws {
        try await withBooks(1) { client, books, _ in
            let results = try await together(client, 8) { index, transaction in
                try await books.create(Book(isbn: index == 4 ? "0" : "new \(index)", title: "N"), in: transaction)
            }
            for (index, result) in results.enumerated() {
                guard index == 4 else {
                    #expect(try result.get().isbn == "new \(index)")
                    continue
                }
                let error = #expect(throws: MongoError.self) { try result.get() }
                #expect(error?.duplicateKey?.fields == ["isbn"])
            }
            #expect(try await books.count() == 8)
        }
    }

    @Test func whatIsNotAboutOneDocumentIsDoneAlone() async throws {
        try await withBooks(4) { client, books, stored in
            let results = try await together(client, 4) { index, transaction in
                _ = try await books.findOneAndUpdate(\.id == stored[index].id, .inc(\.copies, 1), in: transaction)
                return index == 1 ? try await books.count(\.title == "T", in: transaction) : 0
            }
            #expect(try results.map { try $0.get() } == [0, 4, 0, 0])
            #expect(try await books.find().map(\.copies) == [6, 6, 6, 6])
        }
    }

    @Test func whoLeavesTakesNobodyWithIt() async throws {
        try await withBooks(4) { client, books, stored in
            let results = try await together(client, 4) { index, transaction in
                _ = try await books.findOneAndUpdate(\.id == stored[index].id, .inc(\.copies, 1), in: transaction)
                if index == 2 {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try Task.checkCancellation()
                }
                return index
            }
            #expect(throws: CancellationError.self) { try results[2].get() }
            for index in [0, 1, 3] { #expect(try results[index].get() == index) }
            #expect(try await books.find(sort: [.ascending(\.isbn)]).map(\.copies) == [6, 6, 5, 6])
        }
    }

    @Test func oneThatLetsTheOthersWaitGoesOnAlone() async throws {
        try await withBooks(3) { client, books, stored in
            let mayGoOn = Gate()
            let runs = Mutex(0)
            let results = try await together(client, 3) { index, transaction in
                _ = try await books.findOneAndUpdate(\.id == stored[index].id, .inc(\.copies, 1), in: transaction)
                if index == 0 {
                    // The others are done before it goes on.
                    let run = runs.withLock { runs -> Int in
                        runs += 1
                        return runs
                    }
                    if run == 1 { await mayGoOn.pass() }
                } else if try await books.get(stored[index].id, in: transaction) != nil, index == 2 {
                    mayGoOn.openSoon()
                }
                return index
            }
            #expect(try results.map { try $0.get() } == [0, 1, 2])
            #expect(try await books.find().map(\.copies) == [6, 6, 6])
        }
    }

    /// As if the whole process had stood still for a moment.
    @Test func whereAllPauseTheyTryItOnceMoreTogether() async throws {
        let metrics = TestMetrics()
        try await withBooks(1, monitoring: MongoMonitoring(metrics: metrics)) { client, books, stored in
            let mayGoOn = Gate()
            let results = try await together(client, 4) { index, transaction in
                _ = try await books.findOneAndUpdate(\.id == stored[0].id, .inc(\.copies, 1), in: transaction)
                if index == 0 { mayGoOn.openSoon() }
                await mayGoOn.pass()
            }
            for result in results { try result.get() }
            #expect(try await books.find().map(\.copies) == [9])
            // Each of the four has waited for a group twice.
            #expect(try metrics.expectRecorder("mongodb_group_commit_size").values.reduce(0, +) == 9)
        }
    }

    @Test func manyAtOnceLoseAndDoubleNothing() async throws {
        try await withBooks(4, copies: 100_000) { client, books, stored in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<400 {
                    group.addTask {
                        do {
                            try await client.groupedTransaction { transaction in
                                try await books.create(Book(isbn: "order \(index)", title: "O"), in: transaction)
                                // In changing orders, so that some get into each other's way.
                                for book in index.isMultiple(of: 3) ? [0, 1] : [1, Int(index) % 4] {
                                    _ = try await books.findOneAndUpdate(
                                        \.id == stored[book].id, .inc(\.copies, -1), in: transaction)
                                }
                                if index.isMultiple(of: 7) { throw Refusal(number: index) }
                            }
                            #expect(!index.isMultiple(of: 7))
                        } catch let error as Refusal {
                            #expect(error.number == index && index.isMultiple(of: 7))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let done = (0..<400).filter { !$0.isMultiple(of: 7) }.count
            #expect(try await books.count(\.title == "O") == done)
            let left = try await books.find(\.title == "T").map(\.copies).reduce(0, +)
            #expect(left == 400_000 - 2 * done)
        }
    }
}
