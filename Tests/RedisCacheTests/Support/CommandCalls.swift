import RedisCache

/// How often which command was executed, by the server's own count. Only for a server of the test's own.
struct CommandCalls {
    /// Commands that scripts executed included.
    var all: [String: Int] = [:]

    /// Counts from the beginning of an action to its end.
    init(during action: () async throws -> Void, on redis: RedisConnection) async throws {
        let _: String = try await redis.send(RedisCommand("CONFIG", ["RESETSTAT"]))
        try await action()
        let report: String = try await redis.send(RedisCommand("INFO", ["commandstats"]))
        // cmdstat_get:calls=3,usec=…
        for line in report.split(whereSeparator: \.isNewline) where line.hasPrefix("cmdstat_") {
            let parts = line.dropFirst("cmdstat_".count).split(separator: ":", maxSplits: 1)
            let calls = parts[1].dropFirst("calls=".count).prefix { $0.isNumber }
            self.all[String(parts[0])] = Int(calls)
        }
        self.all["config|resetstat"] = nil
    }

    /// Scripts count as one command.
    var fromClients: [String: Int] {
        guard let scripts = self.all["evalsha"] else { return self.all }
        return ["evalsha": scripts]
    }
}
