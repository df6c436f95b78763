/// Looks into a file before it is stored.
public protocol FileScanner: Sendable {
    /// Looks into the bytes of a file.
    ///
    /// - Throws: `CancellationError` when the task was cancelled, and nothing else.
    func scan(_ bytes: [UInt8]) async throws -> ScanOutcome
}

/// What a ``FileScanner`` says of a file. Only one that is ``clean`` may be stored.
public enum ScanOutcome: Hashable, Sendable {
    case clean
    /// - Parameter signature: what was found, by the scanner's name for it.
    case infected(signature: String)
    /// The scanner can't say. Trying again may help.
    ///
    /// - Parameter reason: a phrase for operators.
    case unavailable(reason: String)
}
