/// A type that can be kept in a cache.
public protocol CacheValue: Sendable {
    /// The value as bytes that `init(cacheBytes:)` reads again.
    func cacheBytes() -> [UInt8]

    /// Whether it says that there is nothing: such an entry may have a shorter life.
    var isMissing: Bool { get }

    /// What an entry with this value can be invalidated by besides its key, for example the identifiers of what it
    /// shows: see ``CacheManager/invalidate(_:_:tags:)``. It is asked for when an operation has made the value, and not
    /// of values that were read from the cache.
    var cacheTags: [String] { get }

    /// Reads what `cacheBytes()` wrote.
    ///
    /// - Throws: anything, for bytes of another format, such as those of an earlier version of the program. The cache
    ///   takes it for a miss and replaces the bytes.
    init(cacheBytes: [UInt8]) throws
}

extension CacheValue {
    public var isMissing: Bool { false }
    public var cacheTags: [String] { [] }
}

extension [UInt8]: CacheValue {
    public func cacheBytes() -> [UInt8] { self }

    public init(cacheBytes: [UInt8]) { self = cacheBytes }
}

extension String: CacheValue {
    public func cacheBytes() -> [UInt8] { [UInt8](self.utf8) }

    public init(cacheBytes: [UInt8]) throws {
        self = try String(redisValue: .bytes(cacheBytes))
    }
}
