import BSON
import Schemas

/// What a repository asks of the server beyond the operation itself.
struct OperationOptions: Sendable {
    /// What an operation may be given.
    enum Kind {
        case read
        case write
        /// A write that looks for nothing.
        case insert
    }

    var readPreference: ReadPreference?
    var readConcern: ReadConcern?
    var writeConcern: WriteConcern?
    var collation: Collation?
    var indexHint: String?
    var causality: Causality?
    /// Whether changes leave alone what the store sets with each change.
    var leavesStamps = false

    /// Whether nothing is asked.
    var areNone: Bool {
        self.readPreference == nil && self.readConcern == nil && self.writeConcern == nil && self.collation == nil
            && self.indexHint == nil && self.causality == nil
    }

    /// Writes what applies to an operation. A transaction has concerns of its own.
    func write(_ kind: Kind, inTransaction: Bool, to writer: BSONWriter) {
        if !inTransaction {
            if kind == .read, let readConcern {
                writer.write(BSONDocument([("level", .string(readConcern.rawValue))]), under: "readConcern")
            }
            if kind != .read, let writeConcern { writer.write(writeConcern.document, under: "writeConcern") }
        }
        guard kind != .insert else { return }
        if let collation { writer.write(collation.document, under: "collation") }
        if let indexHint { writer.write(indexHint, under: "hint") }
    }
}

extension BSONWriter {
    /// Leaves out the driver's check of a document. Libbson wrote it, and the check would refuse an empty key, which
    /// MongoDB takes.
    func writeNoValidation() { self.write(false, under: "validate") }
}

extension Repository {
    /// The same documents, read from other members.
    ///
    /// ```swift
    /// let report = try await orders.reading(from: .secondaryPreferred).aggregate(…)
    /// ```
    public func reading(from preference: ReadPreference) -> Repository { self.with { $0.readPreference = preference } }

    /// The same documents, read in another state.
    public func reading(_ concern: ReadConcern) -> Repository { self.with { $0.readConcern = concern } }

    /// The same documents, written with another promise.
    public func writing(_ concern: WriteConcern) -> Repository { self.with { $0.writeConcern = concern } }

    /// The same documents, with text compared by other rules. An index serves only comparisons by its own rules.
    public func comparing(by collation: Collation) -> Repository { self.with { $0.collation = collation } }

    /// The same documents, found by the index of this name; operations fail where it can't serve.
    public func using(index name: String) -> Repository { self.with { $0.indexHint = name } }

    /// The same documents, read and written after everything that was done in the same causality.
    public func following(_ causality: Causality) -> Repository { self.with { $0.causality = causality } }

    /// The same documents, changed without counting the change or noting its moment: for fields that only follow from
    /// others.
    public var leavingStamps: Repository { self.with { $0.leavesStamps = true } }

    private func with(_ change: (inout OperationOptions) -> Void) -> Repository {
        var copy = self
        change(&copy.options)
        return copy
    }
}
