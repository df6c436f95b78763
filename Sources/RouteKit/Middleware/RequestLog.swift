import HTTPTypes
import Logging

/// The log lines of one request.
///
/// Two lines a request are most of what is ever logged. Their values stand in the text already, as ``LineLogHandler``
/// would write metadata: to make a dictionary of them and to sort it takes longer than everything else about a line.
struct RequestLog {
    let logger: Logger
    let requestID: String

    func received(_ request: some RequestHead, path: String, from client: Client) {
        self.logger.info(
            Self.message {
                $0.append(words: "→ Request: ")
                $0.append(text: request.methodName)
                $0.append(words: " ")
                $0.append(text: Self.shortened(path))
                $0.append(words: " client=")
                $0.append(value: client.description)
                $0.append(words: " request_id=")
                $0.append(value: self.requestID)
                $0.append(words: " user_agent=")
                $0.append(value: Self.shortened(request[.userAgent] ?? "-"))
            })
    }

    func answered(_ status: HTTPResponse.Status, after seconds: String) {
        self.logger.info(
            Self.message {
                $0.append(words: "← Response: ")
                $0.append(text: String(status.code))
                $0.append(words: " duration=")
                $0.append(value: seconds)
                $0.append(words: "s request_id=")
                $0.append(value: self.requestID)
            })
    }

    /// An answer that went on for some time.
    func streamEnded(_ reason: EventStreamEnd, events: Int, after seconds: String) {
        self.logger.info(
            Self.message {
                $0.append(words: "← Stream ended: ")
                $0.append(text: reason.rawValue)
                $0.append(words: " events=")
                $0.append(value: String(events))
                $0.append(words: " duration=")
                $0.append(value: seconds)
                $0.append(words: "s request_id=")
                $0.append(value: self.requestID)
            })
    }

    /// What was no request.
    func refused(_ refusal: Refusal, _ client: Client) {
        self.logger.info(
            Self.message {
                $0.append(words: "← Refused: ")
                $0.append(text: String(refusal.status.code))
                $0.append(words: " ")
                $0.append(text: refusal.detail)
                $0.append(words: " client=")
                $0.append(value: client.description)
                $0.append(words: " request_id=")
                $0.append(value: self.requestID)
            })
    }

    /// Tells operators what the client is not told.
    func failed(_ request: HTTPRequest, path: String, _ error: any Error) {
        self.logger.error(
            "Request failed: \(request.method.rawValue) \(Self.shortened(path))",
            error: error, metadata: ["request_id": .string(self.requestID)])
    }

    private static func message(_ fill: (inout LogLine) -> Void) -> Logger.Message {
        var line = LogLine()
        fill(&line)
        return Logger.Message(stringLiteral: String(decoding: line.bytes, as: UTF8.self))
    }

    /// The client chooses how long these are.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 256 ? text : String(text.prefix(256)) + "…"
    }
}
