public import FoundationEssentials

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

    /// The moment from which on it no longer holds, for example when a price changes that it shows; nil if nothing but time to
    /// live and invalidations ends it. Its entry ends no later, in Redis and in the memory of every process. It is asked for
    /// like the tags.
    var validUntil: Date? { get }

    /// Reads what `cacheBytes()` wrote.
    ///
    /// - Throws: anything, for bytes of another format, such as those of an earlier version of the program. The cache
    ///   takes it for a miss and replaces the bytes.
    init(cacheBytes: [UInt8]) throws
}

extension CacheValue {
    public var isMissing: Bool { false }
    public var cacheTags: [String] { [] }
    public var validUntil: Date? { nil }
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

extension CacheValue {
    /// How much longer it holds; nil if nothing ends it. Negative when it has ended.
    var timeLeft: Duration? { self.validUntil.map { .seconds($0.timeIntervalSinceNow.clamped) } }

    /// The milliseconds from the beginning of 1970 to its end.
    var endMilliseconds: Int? { self.validUntil.map { Int(($0.timeIntervalSince1970.clamped * 1000).rounded(.down)) } }

    /// Whether it had ended when a caller came who has waited since.
    func ended(before caller: MonotonicInstant) -> Bool {
        guard let timeLeft else { return false }
        return timeLeft <= .zero - .nanoseconds(Int64(clamping: MonotonicInstant.now.nanoseconds(since: caller)))
    }
}

extension TimeInterval {
    /// At most 30,000 years, of which milliseconds can be counted.
    fileprivate var clamped: TimeInterval { Swift.min(Swift.max(self, -1e12), 1e12) }
}
