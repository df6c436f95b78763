import Logging
import Testing

@testable import RedisCache

@Suite(.timeLimit(.minutes(30)))
struct CacheLogTests {
    @Test func aMissAndAHitAreLoggedWithTheirTimes() async throws {
        try await withRedis { scope in
            let log = RecordedLog()
            let cache = scope.cache(log: log)
            for _ in 0..<2 {
                _ = try await cache.cached(namespace: "products", key: "list:q=all:skip=0:limit=20") { "x" }
            }
            let lines = log.debugLines
            try #require(lines.count == 5)
            let key = "'list:q=all:skip=0:limit=20'"
            #expect(
                try lines[0].wholeMatch(
                    of: Regex(#"❌ CACHE MISS \[products\]: Key \#(key) not found \(lookup: \d+\.\d\dms\)"#)) != nil)
            #expect(
                try lines[1].wholeMatch(of: Regex(#"📊 FUNCTION EXECUTED \[products\]: Took \d+\.\d\dms to complete"#))
                    != nil)
            #expect(
                try lines[2].wholeMatch(of: Regex(#"💾 CACHED \[products\]: Stored result in Redis \(\d+\.\d\dms\)"#))
                    != nil)
            #expect(
                try lines[3].wholeMatch(
                    of: Regex(
                        #"⏱️  TOTAL TIME \[products\]: \d+\.\d\dms \(Cache check: \d+\.\d\dms \+ Execution: \d+\.\d\dms \+ Cache store: \d+\.\d\dms\)"#
                    )) != nil)
            #expect(
                try lines[4].wholeMatch(
                    of: Regex(#"✅ CACHE HIT \[products\]: Key \#(key) retrieved in \d+\.\d\dms from Redis"#)) != nil)
        }
    }

    @Test func nothingIsLoggedAboveTheDebugLevel() async throws {
        try await withRedis { scope in
            let log = RecordedLog()
            let cache = scope.cache(log: log, level: .info)
            for _ in 0..<2 { _ = try await cache.cached(namespace: "n", key: "k") { "x" } }
            #expect(log.debugLines == [])
        }
    }

    @Test(
        arguments: [
            (0, "0.00ms"), (4_999, "0.00ms"), (5_000, "0.01ms"), (2_340_000, "2.34ms"), (50_770_000, "50.77ms"),
            (1_000_000_000, "1000.00ms"), (999_995_000, "1000.00ms"),
        ] as [(UInt64, String)])
    func timesHaveTwoDecimals(nanoseconds: UInt64, text: String) {
        #expect(CacheTrace.milliseconds(nanoseconds) == text)
    }

    @Test(arguments: [
        ("list:q=lamp", "list:q=lamp"), ("q=été 🙂", "q=été 🙂"), ("q=a\nERROR forged", #"q=a\nERROR forged"#),
        ("q=\u{1B}[31m", #"q=\u{1B}[31m"#), ("q=\u{2028}x", #"q=\u{2028}x"#),
    ])
    func keysCannotForgeLines(key: String, printed: String) {
        #expect(key.escapingControls == printed)
    }
}
