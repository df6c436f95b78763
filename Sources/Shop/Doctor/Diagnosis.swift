public import BSON

/// What a look at the stored data found of one invariant.
public struct Diagnosis: Sendable {
    /// The invariant in a word.
    public let name: String
    /// The invariant in a sentence.
    public let statement: String
    /// How many documents, or other things, were looked at.
    public let examined: Int
    /// How many of them break the invariant.
    public let faultCount: Int
    /// The first of those at fault, with what shows the fault.
    public let faults: [BSONDocument]
    /// How many faults were mended before this look.
    public internal(set) var mended = 0

    /// Whether the invariant holds.
    public var isSound: Bool { self.faultCount == 0 }
}
