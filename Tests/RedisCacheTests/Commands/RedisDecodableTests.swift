import RedisCache
import Testing

struct RedisDecodableTests {
    @Test(
        arguments: [
            (.integer(1), true), (.integer(0), false), (.integer(-2), true), (.status("OK"), true), (.null, false),
            (.bytes([49]), nil), (.status("QUEUED"), nil),
        ] as [(RedisValue, Bool?)])
    func truth(value: RedisValue, expected: Bool?) {
        #expect((try? Bool(redisValue: value)) == expected)
    }

    @Test(
        arguments: [
            (.integer(-5), -5), (.bytes(Array("42".utf8)), 42), (.bytes(Array("4.2".utf8)), nil), (.null, nil),
        ] as [(RedisValue, Int?)])
    func integers(value: RedisValue, expected: Int?) {
        #expect((try? Int(redisValue: value)) == expected)
    }

    @Test(
        arguments: [
            (.status("PONG"), "PONG"), (.bytes(Array("café".utf8)), "café"), (.bytes([0xC3, 0x28]), nil),
            (.integer(1), nil),
        ] as [(RedisValue, String?)])
    func text(value: RedisValue, expected: String?) {
        #expect((try? String(redisValue: value)) == expected)
    }

    @Test func arraysAndOptionalsNest() throws {
        let value = RedisValue.array([.bytes([1, 2]), .null, .bytes([])])
        #expect(try [[UInt8]?](redisValue: value) == [[1, 2], nil, []])
        #expect(throws: RedisError.self) { try [[UInt8]](redisValue: value) }
        #expect(throws: RedisError.self) { try [String](redisValue: .bytes([65])) }
        #expect(try [[String]]?(redisValue: .array([.array([.status("a")])])) == [["a"]])
    }

    @Test func mismatchesNameTypesAndNoValues() throws {
        let error = try #require(throws: RedisError.self) { try Int(redisValue: .status("secret")) }
        #expect(error.code == .unexpectedReply)
        #expect(!error.debugDescription.contains("secret"))
    }
}
