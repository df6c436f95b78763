/// Something that a test waited for did not happen.
public struct DidNotBecomeTrue: Error {
    /// Where the test waited.
    public let place: String
}

/// Waits until something has become true, which it must within a time that only a failure needs.
public func eventually(
    within limit: Duration = .seconds(90), file: String = #fileID, line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    // Time alone says little where a busy machine lets a test wait for its turn.
    var attempts = 0
    while try await !condition() {
        attempts += 1
        guard ContinuousClock.now < end || attempts < 100 else { throw DidNotBecomeTrue(place: "\(file):\(line)") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
