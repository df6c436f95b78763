/// What a server says of itself in its answer to `INFO`. <https://redis.io/commands/info>
struct ServerReport: Sendable {
    /// A name for the time since the server's start, random; empty if the server does not tell.
    private(set) var run: [UInt8] = []
    private(set) var isReplica = false
    /// What the server does when its memory is full, for example `allkeys-lru`.
    private(set) var evictionPolicy = ""

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "run_id": self.run = Array(parts[1].utf8)
            case "role": self.isReplica = parts[1] == "slave"
            case "maxmemory_policy": self.evictionPolicy = String(parts[1])
            default: break
            }
        }
    }

    /// - Throws: ``RedisError`` `notPrimary` if the server is a replica.
    func checkPrimary() throws(RedisError) {
        if self.isReplica { throw RedisError(.notPrimary, command: "INFO", detail: "the server is a replica") }
    }

    /// Whether keys without an expiry may be evicted.
    var evictsAnyKey: Bool { self.evictionPolicy.hasPrefix("allkeys-") }
}
