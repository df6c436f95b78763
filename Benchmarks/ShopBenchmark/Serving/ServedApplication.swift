import ArgumentParser
import Logging
import RouteKit
import ShopAPI

/// An application and its port, written `shop=8001`.
struct ServedApplication: ExpressibleByArgument {
    /// What is left out of the shop, or all of it.
    enum Kind: String {
        /// A handler of SwiftNIO's that only sends bytes.
        case raw
        /// Routes of the framework that only send bytes.
        case bare
        /// Without rate limits, and without the request log.
        case shop
        /// With rate limits so high that nobody reaches them, so that every request is counted.
        case counting
        /// With such rate limits and the request log.
        case logging
        /// Without rate limits, and with what the cache tells of each hit and miss.
        case tracing
        /// Without rate limits, the request log and the cache: MongoDB answers every request.
        case uncached

        func adjust(_ settings: inout Settings) {
            let isLimited = self == .counting || self == .logging
            settings.productRateLimit = isLimited ? RateLimit(1_000_000_000, per: .minute) : nil
            settings.apiRateLimit = isLimited ? RateLimit(1_000_000_000, per: .minute) : nil
            settings.authRateLimit = nil
            settings.logLevel = self == .logging ? .info : self == .tracing ? .debug : .warning
            if self == .uncached {
                settings.isRedisEnabled = false
                settings.nearCacheBytes = 0
            }
        }
    }

    let kind: Kind
    let port: Int

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), let port = Int(parts[1])
        else { return nil }
        self.kind = kind
        self.port = port
    }
}
