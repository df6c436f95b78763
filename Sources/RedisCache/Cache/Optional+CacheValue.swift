public import FoundationEssentials

/// A value that may be missing: that there is nothing is remembered, too, and not asked for again and again.
///
/// Nothing is one byte, 0. Bytes that begin with 0 or 1, which neither JSON nor other text does, get a 1 before them.
extension Optional: CacheValue where Wrapped: CacheValue {
    public var isMissing: Bool { self == nil }
    public var cacheTags: [String] { self?.cacheTags ?? [] }
    public var validUntil: Date? { self?.validUntil }

    public func cacheBytes() -> [UInt8] {
        guard let bytes = self?.cacheBytes() else { return [0] }
        return bytes.first.map { $0 <= 1 } == true ? [1] + bytes : bytes
    }

    public init(cacheBytes: [UInt8]) throws {
        switch cacheBytes.first {
        case 0: self = nil
        case 1: self = try Wrapped(cacheBytes: Array(cacheBytes.dropFirst()))
        default: self = try Wrapped(cacheBytes: cacheBytes)
        }
    }
}
