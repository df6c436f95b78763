import Testing

@testable import RedisCache

struct RESPWriterTests {
    @Test(
        arguments: [
            ("PING", [], "*1\r\n$4\r\nPING\r\n"),
            ("GET", ["key"], "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"),
            ("SET", ["", "ä🙂\r\n"], "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$8\r\nä🙂\r\n\r\n"),
            ("X", [0, -1, 1_234_567_890], "*4\r\n$1\r\nX\r\n$1\r\n0\r\n$2\r\n-1\r\n$10\r\n1234567890\r\n"),
            ("X", [.integer(.min)], "*2\r\n$1\r\nX\r\n$20\r\n-9223372036854775808\r\n"),
            ("X", [.bytes([65, 66])], "*2\r\n$1\r\nX\r\n$2\r\nAB\r\n"),
        ] as [(String, [RedisArgument], String)])
    func commandsAreArraysOfBulkStrings(name: String, arguments: [RedisArgument], expected: String) {
        let command = RedisCommand<RedisValue>(name, arguments)
        #expect(String(decoding: command.bytes, as: UTF8.self) == expected)
    }

    @Test func binaryArgumentsAreNotTouched() {
        let bytes = Array(UInt8.min...UInt8.max)
        let command = RedisCommand<RedisValue>("X", [.bytes(bytes)])
        #expect(command.bytes == Array("*2\r\n$1\r\nX\r\n$256\r\n".utf8) + bytes + Array("\r\n".utf8))
    }
}
