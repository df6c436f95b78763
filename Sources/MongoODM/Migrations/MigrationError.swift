/// Why the state of a database could not be changed, in a sentence for the operator.
public struct MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// Another instance migrates, and did not end in time.
        case locked
        /// Another instance took the lock, because it was not renewed in time.
        case lockLost
        /// A migration has no way back.
        case irreversible(version: Int)
        /// The database has a migration that this program does not know.
        case unknown(version: Int)
    }

    public let reason: Reason

    public var description: String {
        switch self.reason {
        case .locked: "Another instance is migrating the database and has not ended yet: try again later"
        case .lockLost: "The database could not be reached for so long that another instance may be migrating it now"
        case .irreversible(let version): "Migration \(version) has no way back"
        case .unknown(let version):
            "The database has migration \(version), which this program does not know: use the newer program"
        }
    }
}
