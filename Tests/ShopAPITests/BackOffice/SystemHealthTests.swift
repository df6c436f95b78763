import BSON
import Foundation
import Mail
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// How the shop and what it stands on are getting on.
@Suite(.timeLimit(.minutes(30)))
struct SystemHealthTests {
    private static let path = "/api/v1/admin/system/health"

    @Test func allIsWellWhereAllIsThere() async throws {
        let mails = try await MailServer()
        try await withShop {
            $0.mail.smtp = SMTPSettings(host: "127.0.0.1", port: mails.port, encryption: .off)
        } _: { shop in
            let admin = try await shop.admin()
            for _ in 0..<3 { _ = try await shop.get("/products/mechanical-keyboard-rgb") }
            let reply = try await shop.get(Self.path, token: admin)
            let components = try #require(reply["components"])
            #expect(reply.status == 200 && reply["status"] == "ok", "\(reply.text)")
            for name in ["mongodb", "redis", "mail", "storage"] {
                #expect(components[name]?["state"] == "up" && components[name]?["latency_ms"]?.digits != nil, "\(name)")
            }
            #expect(components["jobs"]?["state"] == "up" && components["jobs"]?["dead"]?.integer == 0)
            #expect((components["disk"]?["total_bytes"]?.integer ?? 0) > 0)
            #expect((components["cache"]?["hits"]?.integer ?? 0) > 0 && components["cache"]?["hit_rate"] != .null)
            #expect(try await shop.get(Self.path, token: try await shop.signUp()).status == 403)
            #expect(try mails.mails().isEmpty)
        }
    }

    @Test func whatIsDownIsToldWithinTheTimeThatIsWaited() async throws {
        try await withShop {
            $0.isRedisEnabled = false
            // Nothing answers at an address that is for documentation.
            $0.mail.smtp = SMTPSettings(host: "192.0.2.1", port: 25, encryption: .off)
        } _: { shop in
            let admin = try await shop.admin()
            // Opening an account has its holder welcomed, in a mail that nobody sends; two of them.
            for email in ["a@example.com", "b@example.com"] { _ = try await shop.signUp(email) }
            let jobs = Repository<StoredJob>(shop.database)
            let ids = try await shop.jobs.list(kind: "welcome_mail").map(\.id)
            try await jobs.updateOne(\.id == ids[0], .set(\.state, .dead))
            try await jobs.updateOne(\.id == ids[1], .set(\.nextAt, .now.addingTimeInterval(-100)))
            let start = ContinuousClock.now
            let reply = try await shop.get(Self.path, token: admin)
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(reply.status == 200 && reply["status"] == "degraded")
            let components = try #require(reply["components"])
            #expect(components["mail"]?["state"] == "down" && components["mail"]?["latency_ms"] == .null)
            #expect(components["redis"]?["state"] == "disabled" && components["mongodb"]?["state"] == "up")
            #expect(components["jobs"]?["state"] == "down" && components["jobs"]?["dead"]?.integer == 1)
            #expect((components["jobs"]?["lag_s"]?.digits.flatMap(Double.init) ?? 0) >= 100)
        }
    }

    @Test func aServerThatTakesNoWritesIsDown() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let admin = try await shop.admin()
                try await shop.know(admin)
                try await shop.backend.mongo.database("admin").run(["fsync": 1, "lock": true])
                let reply = try await shop.get(Self.path, token: admin)
                #expect(reply.status == 200 && reply["components"]?["mongodb"]?["state"] == "down")
                #expect(reply["status"] == "degraded")
                let rescuer = try MongoClient(MongoSettings(uri: server.uri))
                try await rescuer.database("admin").run(["fsyncUnlock": 1])
                await rescuer.shutDown()
            }
        }
    }

    @Test func aFolderForMailsThatCantBeWrittenIsDown() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await withShop {
            $0.mail.folder = file.appending(path: "mail").path
        } _: { shop in
            let reply = try await shop.get(Self.path, token: try await shop.admin())
            #expect(reply["components"]?["mail"]?["state"] == "down")
        }
    }
}
