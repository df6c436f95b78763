import RedisCache
import Testing

struct SHA1Tests {
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
    ])
    func digestsOfTheStandard(text: String, digest: String) {
        #expect(RedisScript(text).digest == digest)
    }

    @Test func theServerAgreesForEveryLengthOfPadding() async throws {
        try await withRedis { scope in
            for length in 0..<130 {
                let script = RedisScript("return 1 --" + String(repeating: "x", count: length))
                let digest: String = try await scope.redis.send(
                    RedisCommand("SCRIPT", ["LOAD", .string(script.source)]))
                #expect(digest == script.digest)
            }
        }
    }
}
