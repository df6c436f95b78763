import Crypto
public import FoundationEssentials
public import RedisCache
public import Schemas

/// A value as the JSON text that goes out, with the entity tag that tells it from others (RFC 9110, section 8.8.3): what
/// the cache keeps, so that neither is made again for each request.
public struct Representation<Value: SchemaValue>: Sendable {
    public let json: EncodedJSON<Value>
    /// The entity tag as it stands in a header, its quotes included: the first half of the text's SHA-256, so that all
    /// instances give the same text the same tag.
    public let tag: String
    /// What the cache's entry can be invalidated by besides its key. One that comes from the cache has none.
    public let cacheTags: [String]
    /// When the cache's entry ends in any case. One that comes from the cache has no such moment.
    public let validUntil: Date?

    /// Encodes a value.
    ///
    /// - Parameters:
    ///   - cacheTags: what the cache's entry can be invalidated by besides its key.
    ///   - validUntil: the moment from which on it is no longer true, whatever is invalidated; nil if there is none.
    public init(_ value: Value, cacheTags: [String] = [], until validUntil: Date? = nil) {
        self.init(EncodedJSON(value), cacheTags: cacheTags, until: validUntil)
    }

    private init(_ json: EncodedJSON<Value>, cacheTags: [String], until validUntil: Date?) {
        self.json = json
        self.cacheTags = cacheTags
        self.validUntil = validUntil
        self.tag = "\"\(SHA256.hash(data: json.bytes).prefix(16).hexadecimal)\""
    }
}

extension Representation: CacheValue {
    public init(cacheBytes: [UInt8]) {
        self.init(EncodedJSON(bytes: cacheBytes), cacheTags: [], until: nil)
    }

    /// The text alone, which is what people find in Redis.
    public func cacheBytes() -> [UInt8] { self.json.bytes }
}
