import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import Testing
import Webhooks

/// Runs a test with a shop that works on jobs, and another system that it tells what happens.
func withWebhooks(
    answering: @escaping WebhookReceiver.Answers = { _, _ in .noContent },
    configure: @Sendable (inout Settings) -> Void = { _ in },
    _ body: @Sendable (ShopClient, WebhookReceiver) async throws -> Void
) async throws {
    let mails = FileManager.default.temporaryDirectory.appending(path: "mails-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: mails) }
    try await WebhookReceiver.with(answering: answering) { receiver in
        try await withShop {
            $0.worksOnJobs = true
            $0.mail.folder = mails.path
            $0.webhooks.allowsPrivateAddresses = true
            // A test machine may be busy with anything.
            $0.webhooks.timeLimit = .seconds(60)
            configure(&$0)
        } _: { shop in
            try await body(shop, receiver)
        }
    }
}

/// Webhooks at `/api/v1`.
extension ShopClient {
    static let webhooks = "/api/v1/admin/webhooks"

    /// Adds an endpoint.
    func addWebhook(
        _ url: String, _ events: [EventName] = EventName.allCases, as admin: String
    ) async throws -> (path: String, id: String, secret: String) {
        let names = events.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        let reply = try await self.post(
            Self.webhooks, #"{"url": "\#(url)", "events": [\#(names)]}"#, token: admin)
        #expect(reply.status == 201, "\(reply.text)")
        return (
            try #require(reply.headers[.location]), try #require(reply["id"]?.text), try #require(reply["secret"]?.text)
        )
    }

    /// Sends an endpoint a test, and returns the delivery.
    @discardableResult
    func testWebhook(_ path: String, as admin: String) async throws -> String {
        let reply = try await self.post("\(path)/test", "", token: admin)
        #expect(reply.status == 202, "\(reply.text)")
        return try #require(reply["id"]?.text)
    }

    /// What an endpoint was told, the newest first.
    func deliveries(_ path: String, as admin: String) async throws -> [JSONNode] {
        let reply = try await self.get("\(path)/deliveries?page_size=100", token: admin)
        #expect(reply.status == 200, "\(reply.text)")
        return reply["items"]?.elements ?? []
    }

    /// The stored messages, the oldest first.
    func told() async throws -> [JSONNode] {
        try await Repository<WebhookEvent>(self.database).find(sort: [.ascending(\.id)]).map {
            try JSONNode(json: Array($0.body.utf8))
        }
    }

    /// Lets what waits for another try begin at once.
    func skipPauses() async throws {
        try await Repository<StoredJob>(self.database).updateMany(
            \.kind == "webhook_delivery" && \.state == .scheduled, .setNow(\.nextAt))
    }
}
