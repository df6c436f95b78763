public import FoundationEssentials

/// What is known of something that is stored, without its bytes.
public struct ObjectEntry: Hashable, Sendable {
    public var key: String
    /// Bytes.
    public var size: Int
    /// When it was stored.
    public var modifiedAt: Date

    public init(key: String, size: Int, modifiedAt: Date) {
        self.key = key
        self.size = size
        self.modifiedAt = modifiedAt
    }
}

/// A part of a list.
public struct ObjectPage: Hashable, Sendable {
    public var entries: [ObjectEntry]
    /// The key behind which the next page begins; nil for the last page.
    public var next: String?

    public init(entries: [ObjectEntry], next: String?) {
        self.entries = entries
        self.next = next
    }
}
