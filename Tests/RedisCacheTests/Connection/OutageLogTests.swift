import TestSupport
import Testing

@testable import RedisCache

/// What the log says of an outage.
@Suite(.timeLimit(.minutes(30)))
struct OutageLogTests {
    @Test func aNewReasonDuringAnOutageIsTold() async throws {
        let log = RecordedLog()
        try await withOwnRedis { server, admin in
            let _: String = try await admin.redis.send(
                RedisCommand("ACL", ["SETUSER", "shop", "on", ">x", "~*", "+@all"]))
            var settings = try RedisSettings(url: "redis://shop:x@127.0.0.1:\(server.port)")
            settings.reconnectDelay = .milliseconds(5)...(.milliseconds(50))
            try await withConnection(settings, log: log) { scope in
                server.kill()
                try await eventually { log.warnings.count == 1 }
                // The server has forgotten the user.
                try await server.launch()
                try await eventually { log.warnings.count == 2 }
                #expect(log.reasons.last?.hasPrefix("Redis refused the user name or the password") == true)
                try await admin.redis.waitUntilConnected()
                let _: String = try await admin.redis.send(
                    RedisCommand("ACL", ["SETUSER", "shop", "on", ">x", "~*", "+@all"]))
                try await scope.redis.waitUntilConnected()
                #expect(log.warnings.count == 2)
                #expect(log.notices == ["Redis is back"])
            }
        }
    }

    @Test func aReasonThatRedisWordsCannotForgeLines() {
        let error = RedisError(.server, command: "GET", detail: "ERR a\u{9B}31m\u{202E}\u{2028}b")
        #expect(error.reason == #"Redis replied with the error ERR (GET): ERR a\u{009B}31m\u{202E}\u{2028}b"#)
    }
}
