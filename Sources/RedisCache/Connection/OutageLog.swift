import Logging

/// Tells of a connection's outages: once of each, once of each other kind of reason that shows during it, and once of
/// its end.
struct OutageLog {
    /// So many kinds are told at most, since a server can make up words.
    private static let capacity = 32

    let logger: Logger
    let endpoint: RedisEndpoint
    private var told: Set<String> = []
    private var toldOfPolicy = ""
    private var toldOfMissingReport = false

    init(_ logger: Logger, endpoint: RedisEndpoint) {
        self.logger = logger
        self.endpoint = endpoint
    }

    mutating func connected(to server: ServerReport?) {
        let metadata: Logger.Metadata = ["redis": "\(self.endpoint)"]
        if self.told.isEmpty {
            self.logger.debug("Connected to Redis", metadata: metadata)
        } else {
            self.logger.notice("Redis is back", metadata: metadata)
        }
        self.told = []
        guard let server else { return self.tellOfMissingReport(metadata) }
        guard server.evictsAnyKey, server.evictionPolicy != self.toldOfPolicy else { return }
        self.toldOfPolicy = server.evictionPolicy
        self.logger.warning(
            """
            Redis may evict keys that never expire, so the cache loses whole namespaces when memory is short: \
            set maxmemory-policy to volatile-lru, or to another one that does not begin with allkeys
            """,
            metadata: metadata.merging(["policy": "\(server.evictionPolicy.escapingControls)"]) { $1 })
    }

    mutating func failed(_ error: RedisError) {
        guard self.told.count < Self.capacity, self.told.insert(error.kind).inserted else { return }
        let metadata: Logger.Metadata = ["redis": "\(self.endpoint)", "reason": "\(error.reason)"]
        if self.told.count == 1 {
            self.logger.warning("Redis is unavailable, reconnecting in the background", metadata: metadata)
        } else {
            self.logger.warning("Redis is still unavailable, for another reason", metadata: metadata)
        }
    }

    private mutating func tellOfMissingReport(_ metadata: Logger.Metadata) {
        guard !self.toldOfMissingReport else { return }
        self.toldOfMissingReport = true
        self.logger.warning(
            """
            The ACL of Redis forbids INFO: neither a replica nor a restart from an old dump is noticed, after which \
            old entries may be served until they expire
            """,
            metadata: metadata.merging(["needed": "+info"]) { $1 })
    }
}
