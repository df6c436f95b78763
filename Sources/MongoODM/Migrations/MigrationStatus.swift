public import FoundationEssentials
import Schemas

/// One migration and whether it is part of the database's state.
public struct MigrationStatus: Hashable, Sendable {
    public let version: Int
    public let name: String
    /// When it was applied; nil if it is not.
    public let appliedAt: Date?
    /// Whether this program has it. One that only the database knows was applied by a newer program.
    public let isKnown: Bool
}

/// The record of a migration that was applied.
struct AppliedMigration: Document {
    var id: Int
    var name: String
    var appliedAt: Date

    static let schema = Schema("migrations", AppliedMigration.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("applied_at", \.appliedAt)
    }
}
