/// Something that a test waited for did not happen.
public struct DidNotBecomeTrue: Error {
    /// Where the test waited.
    public let place: String
}

/// Waits until something has become true, which it must within a time that only a failure needs.
public func eventually(
    within limit: Duration = .seconds(30), file: String = #fileID, line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw DidNotBecomeTrue(place: "\(file):\(line)") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
