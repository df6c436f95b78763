import Foundation
import OutboundHTTP
import TestSupport
import Testing

@testable import Webhooks

/// The receiver that `docs/webhooks.md` shows, as it stands there.
@Suite struct WebhookDocsTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/webhooks.md")

    @Test func theReceiverOfTheManualTellsGoodFromBad() async throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let program = try #require(page.firstMatch(of: /```python\n([^`]+)```/)).1
        let process = try ServerProcess()
        defer { process.remove() }
        try process.start(["SECRET=whsec_mine", "PORT=\(process.port)", "python3", "-c", String(program)])
        try await eventually { process.isListening }
        let body = #"{"id": "6a1b4f0e9c1d2e3f4a5b6c7d", "type": "order.paid"}"#
        func status(_ signature: String) async throws -> Int {
            try await OutboundClient { _ in true }.post(
                Array(body.utf8), to: OutboundURL("http://127.0.0.1:\(process.port)/"),
                headers: [("Bodega-Signature", signature), ("Bodega-Event-Id", "6a1b4f0e9c1d2e3f4a5b6c7d")]
            ).status
        }
        #expect(try await status(WebhookSecret.signature(of: body, at: .now, with: "whsec_mine")) == 204)
        #expect(try await status(WebhookSecret.signature(of: body, at: .now, with: "whsec_other")) == 401)
        #expect(try await status(WebhookSecret.signature(of: body + " ", at: .now, with: "whsec_mine")) == 401)
        #expect(try await status(WebhookSecret.signature(of: body, at: .now - 600, with: "whsec_mine")) == 401)
    }
}
