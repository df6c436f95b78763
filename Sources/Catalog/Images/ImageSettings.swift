public import ObjectStore

/// Where uploaded pictures go.
public struct ImageSettings: Sendable {
    /// Nil for the shop's database.
    public var store: (any ObjectStore)?

    /// What looks into files before they are kept; nil for nothing.
    public var scanner: (any FileScanner)?

    public init(store: (any ObjectStore)? = nil, scanner: (any FileScanner)? = nil) {
        self.store = store
        self.scanner = scanner
    }
}
