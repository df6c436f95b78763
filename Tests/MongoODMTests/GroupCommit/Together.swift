import MongoTestSupport
import Synchronization

@testable import MongoODM

/// Runs closures as members of one group.
///
/// - Parameter beforeThat: what the one does for which the others wait, when all of them do.
func together<Output: Sendable>(
    _ client: MongoClient, _ count: Int, after beforeThat: @escaping @Sendable () async -> Void = {},
    _ body: @escaping @Sendable (Int, Transaction) async throws -> Output
) async throws -> [Result<Output, any Error>] {
    let mayEnd = Gate()
    let hasBegun = Gate()
    return try await withThrowingTaskGroup(of: (Int, Result<Output, any Error>)?.self) { group in
        group.addTask {
            try await client.groupedTransaction { _ in
                hasBegun.open()
                await mayEnd.pass()
                await beforeThat()
            }
            return nil
        }
        await hasBegun.pass()
        for index in 0..<count {
            group.addTask {
                do {
                    return (index, .success(try await client.groupedTransaction { try await body(index, $0) }))
                } catch {
                    return (index, .failure(error))
                }
            }
            while client.commits.waiting <= index { await Task.yield() }
        }
        mayEnd.open()
        var results: [Int: Result<Output, any Error>] = [:]
        for try await result in group { if let (index, result) = result { results[index] = result } }
        return (0..<count).compactMap { results[$0] }
    }
}

/// Lends some books, and a client of their own.
func withBooks(
    _ count: Int, copies: Int = 5, applicationName: String? = nil, monitoring: MongoMonitoring = MongoMonitoring(),
    _ body: @Sendable (MongoClient, Repository<Book>, [Book]) async throws -> Void
) async throws {
    var settings = MongoSettings(uri: TestServer.uri, timeout: .seconds(30), monitoring: monitoring)
    if let applicationName { settings.applicationName = applicationName }
    let client = try MongoClient(settings)
    try await withDatabase(client: client) { database in
        let books = Repository<Book>(database)
        try await books.createIndexes()
        let stored = try await books.createMany(
            (0..<count).map { Book(isbn: "\($0)", title: "T", copies: copies) })
        try await body(client, books, stored)
    }
    await client.shutDown()
}

/// Opens once, and lets all pass from then on.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let waiting = self.state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Opens after the others of a group have given up to wait.
    func openSoon() {
        Task {
            try await Task.sleep(for: .milliseconds(150))
            self.open()
        }
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = self.state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
