// A cache that never serves what was invalidated: REDIS_URL names the server.
import Foundation
import Logging
import RedisCache

let url = ProcessInfo.processInfo.environment["REDIS_URL"] ?? "redis://localhost:6379"
let logger = Logger(label: "example")
let redis = RedisConnection(try RedisSettings(url: url), logger: logger)
try await redis.waitUntilConnected()
let cache = CacheManager(
    redis: redis, prefix: "example", near: NearCacheSettings(namespaces: ["pages"]), logger: logger)

let page = Cached("pages", in: cache, ttl: .seconds(60), key: { (name: String) in "page:\(name)" }) { name in
    print("rendering", name)
    return "<h1>\(name)</h1>"
}
await cache.clearNamespace("pages")
for _ in 0..<3 { print(try await page("home")) }

await cache.invalidate("pages", "page:home")
print(try await page("home"))

let logins = SlidingWindowLimiter(redis: redis, prefix: "example:logins", limit: 2, window: .seconds(1))
for _ in 0..<3 { print(try await logins.admit("ann").isAdmitted ? "admitted" : "refused") }

await cache.shutDown()
await redis.shutdown()
