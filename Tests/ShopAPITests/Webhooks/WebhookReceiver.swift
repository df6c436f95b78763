import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Schemas
import Synchronization
import TestSupport
import Testing

/// Another system, which gets messages.
final class WebhookReceiver: Sendable {
    /// What arrived.
    struct Message: Sendable {
        let path: String
        let headers: HTTPFields
        let body: String

        var eventID: String? { self.headers[.init("Bodega-Event-Id")!] }
        var json: JSONNode { (try? JSONNode(json: Array(self.body.utf8))) ?? .null }

        /// Whether it is signed with a secret, and lately.
        func isSigned(with secret: String) -> Bool {
            let parts = (self.headers[.init("Bodega-Signature")!] ?? "").split(separator: ",")
                .map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            guard parts.count == 2, parts[0].first == "t", parts[1].first == "v1", let seconds = Int(parts[0][1]) else {
                return false
            }
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("\(seconds).\(self.body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
            let digits = code.map { String(format: "%02x", $0) }.joined()
            return parts[1][1] == digits && abs(Double(seconds) - Date.now.timeIntervalSince1970) < 300
        }
    }

    /// How it answers, by path.
    typealias Answers = @Sendable (Message, _ count: Int) async -> HTTPResponse.Status

    private let received = Mutex<[Message]>([])
    let port: Int

    private init(port: Int) { self.port = port }

    var messages: [Message] { self.received.withLock { $0 } }

    func url(_ path: String = "/hook") -> String { "http://127.0.0.1:\(self.port)\(path)" }

    /// Waits for messages, and returns them.
    func messages(_ count: Int, _ place: Int = #line) async throws -> [Message] {
        try await eventually(within: .seconds(120), line: place) { self.messages.count >= count }
        return self.messages
    }

    /// Runs a test with a receiver.
    static func with(
        answering: @escaping Answers = { _, _ in .noContent }, _ body: @Sendable (WebhookReceiver) async throws -> Void
    ) async throws {
        let holder = Mutex<WebhookReceiver?>(nil)
        let router = Router()
        router.on("**", method: .post) { request, context in
            let bytes = try await request.body.collect(upTo: 1_048_576)
            let message = Message(path: request.uri.path, headers: request.headers, body: String(buffer: bytes))
            let count = holder.withLock { holder in
                holder?.received.withLock {
                    $0.append(message)
                    return $0.count
                } ?? 0
            }
            let status = await answering(message, count)
            return Response(
                status: status, headers: status == .found ? [.location: "/elsewhere"] : [:],
                body: ResponseBody(byteBuffer: ByteBuffer(string: status == .noContent ? "" : "So \(status.code).")))
        }
        try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
            .test(.live) { client in
                let receiver = WebhookReceiver(port: try #require(client.port))
                holder.withLock { $0 = receiver }
                try await body(receiver)
            }
    }
}
