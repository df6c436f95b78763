import Schemas
import Synchronization

/// Does something many times at once.
///
/// - Returns: the results by index.
func parallel<Output: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Output
) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var results: [Int: Output] = [:]
        for try await (index, output) in group { results[index] = output }
        return (0..<count).compactMap { results[$0] }
    }
}

/// A value that only rises, shared by who raises and who checks.
final class Floor: Sendable {
    private let state: Mutex<(value: Int64, isFinished: Bool)>

    init(_ value: Int64) { self.state = Mutex((value, false)) }

    var value: Int64 { self.state.withLock { $0.value } }
    var isFinished: Bool { self.state.withLock { $0.isFinished } }
    func raise(to value: Int64) { self.state.withLock { $0.value = value } }
    func finish() { self.state.withLock { $0.isFinished = true } }
}
