/// How the indexes of a collection differ from those that its model declares.
public struct IndexReport: Hashable, Sendable {
    /// The collection.
    public let collection: String
    /// Names of declared indexes that do not exist.
    public let missing: [String]
    /// Names of indexes that were created now.
    public let created: [String]
    /// Names of declared indexes that exist with another definition, or under another name. They are left as they are:
    /// drop them by hand, and the next start creates them anew.
    public let changed: [String]
    /// Names of indexes that exist and are not declared. They are left as they are.
    public let superfluous: [String]

    /// Whether the collection has just what is declared.
    public var isAsDeclared: Bool { self.missing.isEmpty && self.changed.isEmpty && self.superfluous.isEmpty }
}
