import Glibc
import HTTPTypes
import HummingbirdTesting
import Logging
import RouteKitTestSupport
import Testing

@testable import RouteKit

@Suite struct LineLogHandlerTests {
    private func line(_ message: String, _ metadata: Logger.Metadata = [:], error: (any Error)? = nil) -> String {
        let event = LogEvent(
            level: .info, message: "\(message)", error: error, metadata: metadata, source: "", file: "",
            function: "", line: 0)
        return String(decoding: LineLogHandler().line(event).bytes, as: UTF8.self)
    }

    @Test func writesMetadataInOrder() {
        #expect(self.line("Hello", ["b": "2", "a": "1"]) == "INFO Hello a=1 b=2")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), ("two words", "\"two words\""), ("say \"hi\"", #""say \"hi\"""#),
        ("a\\b", #""a\\b""#), ("one\ntwo", #""one\ntwo""#), ("\u{1B}[31m", #""\u{1b}[31m""#), ("é→", "é→"),
        ("a\u{9B}31m", #""a\u{9b}31m""#), ("a\u{202E}b", #""a\u{202e}b""#), ("a\u{2028}b", #""a\u{2028}b""#),
        ("a\u{2029}b", #""a\u{2029}b""#), ("a\u{200B}b", #""a\u{200b}b""#), ("\u{FEFF}a", #""\u{feff}a""#),
        ("a\u{E0041}b", #""a\u{e0041}b""#), ("a\u{7F}", #""a\u{7f}""#), ("日本🛒", "日本🛒"), ("é è", "\"é è\""),
    ])
    func quotesValues(value: String, expected: String) {
        #expect(self.line("x", ["key": .string(value)]) == "INFO x key=\(expected)")
    }

    @Test func staysOnOneLine() {
        #expect(self.line("GET /\r\nINFO all is well") == #"INFO GET /\r\nINFO all is well"#)
    }

    @Test func escapesWhatSteersTerminalsInMessages() {
        #expect(self.line("é \u{1B}[1m \u{9B}1m \u{202E}\u{2028}") == #"INFO é \u{1b}[1m \u{9b}1m \u{202e}\u{2028}"#)
    }

    @Test func escapesWhatSteersTerminalsInKeysAndNestedMetadata() {
        let line = self.line("x", ["a\u{202E}": ["b\u{9B}"]])
        #expect(line.hasPrefix(#"INFO x a\u{202e}="#))
        #expect(!line.unicodeScalars.contains("\u{9B}"))
    }

    @Test func addsErrors() {
        #expect(self.line("Failed", error: Failure(secret: "why")).contains("error=\""))
    }

    @Test func mergesTheLoggersMetadata() {
        var handler = LineLogHandler()
        handler[metadataKey: "a"] = "1"
        let event = LogEvent(
            level: .error, message: "x", metadata: ["b": "2"], source: "", file: "", function: "", line: 0)
        #expect(String(decoding: handler.line(event).bytes, as: UTF8.self) == "ERROR x a=1 b=2")
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z "), (1_729_506_600, 123, "2024-10-21T10:30:00.123Z "),
    ])
    func writesTheTime(second: Int, millisecond: Int, expected: String) {
        var timestamp = LogTimestamp()
        for _ in 0..<2 {
            var line: [UInt8] = []
            timestamp.append(second: second, millisecond: millisecond, to: &line)
            #expect(String(decoding: line, as: UTF8.self) == expected)
        }
    }

    @Test func writesLinesInOrder() async throws {
        let lines = try await linesLogged { output in
            var logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            logger.logLevel = .debug
            logger.debug("one")
            logger.info("two")
            logger.warning("three")
            logger.info("four")
        }
        #expect(lines == ["DEBUG one", "INFO two", "WARNING three", "INFO four"])
    }

    @Test func logsEachRequestAndItsAnswer() async throws {
        let lines = try await linesLogged { output in
            var toy = ToyAPI()
            toy.logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            try await toy.test { client in
                _ = try await client.execute(
                    uri: "/nothing%0Aelse", method: .get, headers: [.requestID: "abc", .userAgent: #"Say "hi""#])
            }
        }
        .filter { $0.contains("request_id=abc") }
        #expect(lines.count == 2)
        #expect(
            lines.first
                == #"INFO → Request: GET /nothing%0Aelse client=local request_id=abc user_agent="Say \"hi\"""#)
        #expect(
            try #require(lines.last).wholeMatch(of: /INFO ← Response: 404 duration=\d+\.\d{6}s request_id=abc/) != nil)
    }
}
