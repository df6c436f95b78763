import FoundationEssentials
import RedisCache

/// How many products a filter leaves in, in the cache: the pages and the orders of one filter share it.
struct ListTotal: CacheValue {
    let count: Int
    /// When a price changes that it depends on.
    var validUntil: Date?

    init(_ count: Int, until validUntil: Date?) {
        self.count = count
        self.validUntil = validUntil
    }

    init(cacheBytes: [UInt8]) throws {
        guard let count = Int(String(decoding: cacheBytes, as: UTF8.self)) else { throw Corrupt() }
        self.init(count, until: nil)
    }

    func cacheBytes() -> [UInt8] { Array(String(self.count).utf8) }

    private struct Corrupt: Error {}
}
