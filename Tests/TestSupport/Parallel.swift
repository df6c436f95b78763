/// Does something many times at once.
///
/// - Returns: the results by index.
public func parallel<Output: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Output
) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var results: [Int: Output] = [:]
        for try await (index, output) in group { results[index] = output }
        return (0..<count).compactMap { results[$0] }
    }
}
