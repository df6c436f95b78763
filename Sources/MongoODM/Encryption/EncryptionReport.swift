/// What the encrypted fields of a collection's documents are found to be.
public struct EncryptionReport: Hashable, Sendable {
    /// Documents that were looked at.
    public var documents = 0
    /// Values that are encrypted with the current key.
    public var current = 0
    /// Those of them that were encrypted with it just now.
    public var renewed = 0
    /// Values that are not: they are encrypted with a previous key, or not at all.
    public var stale = 0
    /// Values that can't be read: their key is not at hand, or they were changed or moved.
    public var unreadable = 0

    public init() {}

    /// Whether every value is encrypted with the current key.
    public var isComplete: Bool { self.stale == 0 && self.unreadable == 0 }

    public static func += (left: inout EncryptionReport, right: EncryptionReport) {
        left.documents += right.documents
        left.current += right.current
        left.renewed += right.renewed
        left.stale += right.stale
        left.unreadable += right.unreadable
    }
}
