import HTTPTypes
import Logging

/// The log lines of one request.
struct RequestLog {
    let logger: Logger
    let requestID: String

    func received(_ request: HTTPRequest, path: String, from client: Client) {
        self.logger.info(
            "→ Request: \(request.method.rawValue) \(Self.shortened(path))",
            metadata: [
                "request_id": .string(self.requestID),
                "client": .string(client.description),
                "user_agent": .string(Self.shortened(request.headerFields[.userAgent] ?? "-")),
            ])
    }

    func answered(_ status: HTTPResponse.Status, after seconds: String) {
        self.logger.info(
            "← Response: \(status.code)",
            metadata: ["request_id": .string(self.requestID), "duration": .string(seconds + "s")])
    }

    /// Tells operators what the client is not told.
    func failed(_ request: HTTPRequest, path: String, _ error: any Error) {
        self.logger.error(
            "Request failed: \(request.method.rawValue) \(Self.shortened(path))",
            error: error, metadata: ["request_id": .string(self.requestID)])
    }

    /// The client chooses how long these are.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 256 ? text : String(text.prefix(256)) + "…"
    }
}
