import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Webhooks

/// How events reach endpoints.
@Suite(.timeLimit(.minutes(30))) struct WebhookDeliveryTests {
    @Test func anEventArrivesSigned() async throws {
        try await withWebhooks { shop, receiver in
            let admin = try await shop.admin()
            let (path, _, secret) = try await shop.addWebhook(receiver.url("/hook?a=b"), [.productCreated], as: admin)
            let added = try await shop.post("/api/v1/products", #"{"name": "Lämp", "price": 9.99}"#, token: admin)
            let message = try await receiver.messages(1)[0]
            #expect(message.isSigned(with: secret) && !message.isSigned(with: "whsec_another"))
            #expect(message.path == "/hook" && message.headers[.contentType] == "application/json")
            #expect(message.json["type"] == "product.created" && message.json["data"] == added.json)
            #expect(message.json["id"]?.text == message.eventID)
            #expect(message.headers[.init("Bodega-Event-Type")!] == "product.created")
            try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "delivered" }
            let delivery = try #require(try await shop.deliveries(path, as: admin).first)
            #expect(delivery["event_id"]?.text == message.eventID && delivery["attempts"]?.integer == 1)
            #expect(delivery["last_answer"]?["status"]?.integer == 204)
            #expect(try await shop.get(path, token: admin)["failing_since"] == .null)
        }
    }

    @Test func whatHasFailedComesAgainAsTheSameMessage() async throws {
        try await withWebhooks { _, count in
            count == 1 ? .internalServerError : .noContent
        } _: { shop, receiver in
            let admin = try await shop.admin()
            let (path, _, secret) = try await shop.addWebhook(receiver.url(), [.productCreated], as: admin)
            _ = try await shop.post("/api/v1/products", #"{"name": "Lamp", "price": 9.99}"#, token: admin)
            let jobs = shop.jobs
            try await eventually { try await jobs.count(state: .scheduled, kind: "webhook_delivery") == 1 }
            let job = try #require(try await jobs.list(state: .scheduled, kind: "webhook_delivery").first)
            let pause = try #require(job.nextAt).timeIntervalSince(try #require(job.failures.last?.at))
            #expect(2..<10 ~= pause, "\(pause)")
            let failed = try #require(try await shop.deliveries(path, as: admin).first)
            #expect(failed["status"] == "pending" && failed["attempts"]?.integer == 1)
            #expect(failed["last_answer"]?["status"]?.integer == 500 && failed["last_answer"]?["body"] == "So 500.")
            #expect(try await shop.get(path, token: admin)["failing_since"] != .null)
            try await shop.skipPauses()
            let messages = try await receiver.messages(2)
            #expect(messages[1].eventID == messages[0].eventID && messages[1].body == messages[0].body)
            #expect(messages.allSatisfy { $0.isSigned(with: secret) })
            try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "delivered" }
            try await eventually { try await shop.get(path, token: admin)["failing_since"] == .null }
        }
    }

    @Test func itIsTriedForADay() throws {
        let options = WebhookDeliveryJob.options
        var (pause, total) = (options.pause.first, Duration.zero)
        for _ in 1..<options.tries {
            total += min(pause, options.pause.longest)
            pause = pause * options.pause.factor
        }
        #expect(.seconds(22 * 3600)...(.seconds(26 * 3600)) ~= total)
        #expect(options.pause.first * (1 + options.pause.jitter) < .seconds(9))
    }

    @Test func aRedirectHasFailed() async throws {
        try await withWebhooks { message, _ in
            message.path == "/hook" ? .found : .noContent
        } _: { shop, receiver in
            let admin = try await shop.admin()
            let (path, _, _) = try await shop.addWebhook(receiver.url(), as: admin)
            try await shop.testWebhook(path, as: admin)
            try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "failed" }
            #expect(try await shop.deliveries(path, as: admin).first?["last_answer"]?["status"]?.integer == 302)
            #expect(receiver.messages.map(\.path) == ["/hook"])
        }
    }

    @Test func withoutLeaveNothingIsSentIntoTheOwnNetwork() async throws {
        try await WebhookReceiver.with { receiver in
            try await withShop {
                $0.worksOnJobs = true
            } _: { shop in
                let admin = try await shop.admin()
                let (path, id, _) = try await shop.addWebhook("https://crm.example/", as: admin)
                _ = try await shop.database.run([
                    "update": "webhook_endpoints",
                    "updates": [
                        [
                            "q": ["_id": .objectID(try #require(ObjectID(id)))],
                            "u": ["$set": ["url": .string(receiver.url())]],
                        ]
                    ],
                ])
                try await shop.testWebhook(path, as: admin)
                try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "failed" }
                let answer = try await shop.deliveries(path, as: admin).first?["last_answer"]
                #expect(answer?["error"] == "The host has an address that is not public: 127.0.0.1")
                #expect(answer?["status"] == .null && receiver.messages.isEmpty)
            }
        }
    }

    @Test func anEndpointThatKeepsFailingIsPausedAndToldByMailOnce() async throws {
        try await WebhookReceiver.with(answering: { _, _ in .badGateway }) { receiver in
            try await withMail(configure: { $0.webhooks.allowsPrivateAddresses = true }) { shop, mails in
                let admin = try await shop.admin()
                let (path, id, _) = try await shop.addWebhook(receiver.url(), [.productCreated], as: admin)
                let product = #"{"name": "Lamp", "price": 9.99}"#
                _ = try await shop.post("/api/v1/products", product, token: admin)
                try await eventually { try await shop.get(path, token: admin)["failing_since"] != .null }
                #expect(try await shop.get(path, token: admin)["state"] == "active")
                let endpoints = Repository<WebhookEndpoint>(shop.database)
                try await endpoints.updateOne(
                    \.id == #require(ObjectID(id)), .set(\.failingSince, Date.now - WebhookDeliverer.patience))
                // Several tries find it so.
                for _ in 0..<4 { _ = try await shop.post("/api/v1/products", product, token: admin) }
                try await shop.skipPauses()
                try await eventually { try await shop.get(path, token: admin)["state"] == "paused" }
                let mail = try await mails.mails("webhook")[0]
                #expect(mail.recipients == ["admin@example.com"])
                #expect(mail.text?.contains(receiver.url()) == true && mail.defects.isEmpty)
                #expect(try await shop.jobs.count(kind: "webhook_paused_mail") == 1)
                // Nothing more is sent, nor stored.
                let count = try await shop.told().count
                _ = try await shop.post("/api/v1/products", product, token: admin)
                #expect(try await shop.told().count == count)
                try await eventually {
                    try await shop.skipPauses()
                    return try await shop.deliveries(path, as: admin).allSatisfy { $0["status"] == "failed" }
                }
                let last = try #require(try await shop.deliveries(path, as: admin).last)
                #expect(last["last_answer"]?["error"] == "The endpoint is paused")
                let refused = try await shop.post(
                    "\(path)/deliveries/\(last["id"]?.text ?? "")/replay", "", token: admin)
                #expect(refused.status == 409 && refused["code"] == "webhook_paused")
                let resumed = try await shop.patch(path, #"{"state": "active"}"#, token: admin)
                #expect(resumed["state"] == "active" && resumed["failing_since"] == .null)
            }
        }
    }

    @Test func whatHasFailedIsReplayed() async throws {
        try await withWebhooks { _, count in
            count == 1 ? .gone : .ok
        } _: { shop, receiver in
            let admin = try await shop.admin()
            let (path, _, _) = try await shop.addWebhook(receiver.url(), [.productCreated], as: admin)
            let id = try await shop.testWebhook(path, as: admin)
            try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "failed" }
            let replayed = try await shop.post("\(path)/deliveries/\(id)/replay", "", token: admin)
            #expect(replayed.status == 202 && replayed["status"] == "pending")
            let messages = try await receiver.messages(2)
            #expect(messages[0].eventID == messages[1].eventID && messages[0].body == messages[1].body)
            try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "delivered" }
            let delivery = try #require(try await shop.deliveries(path, as: admin).first)
            #expect(delivery["attempts"]?.integer == 2 && delivery["last_answer"]?["body"] == "So 200.")
            // Also what has arrived, and several times at once.
            let again = try await parallel(4) { _ in
                try await shop.post("\(path)/deliveries/\(id)/replay", "", token: admin).status
            }
            #expect(again == [202, 202, 202, 202])
            _ = try await receiver.messages(3)
        }
    }

    @Test func aTestArrivesAtAPausedEndpointOnce() async throws {
        try await withWebhooks { shop, receiver in
            let admin = try await shop.admin()
            let (path, id, secret) = try await shop.addWebhook(receiver.url(), as: admin)
            _ = try await shop.patch(path, #"{"state": "paused"}"#, token: admin)
            let key: HTTPFields = [.init("Idempotency-Key")!: "once"]
            let first = try await shop.post("\(path)/test", "", token: admin, headers: key)
            let again = try await shop.post("\(path)/test", "", token: admin, headers: key)
            #expect(first.status == 202 && again.body == first.body)
            let message = try await receiver.messages(1)[0]
            #expect(message.isSigned(with: secret) && message.json["data"] == ["webhook_id": .string(id)])
            try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "delivered" }
            #expect(try await shop.deliveries(path, as: admin).count == 1)
        }
    }

    @Test func anEndpointThatHangsDoesNotKeepOthersWaiting() async throws {
        let gate = Gate()
        try await withWebhooks { message, _ in
            if message.path == "/slow" { await gate.pass() }
            return .noContent
        } _: { shop, receiver in
            defer { gate.open() }
            let admin = try await shop.admin()
            let (slow, _, _) = try await shop.addWebhook(receiver.url("/slow"), as: admin)
            let (fast, _, _) = try await shop.addWebhook(receiver.url("/fast"), as: admin)
            for _ in 0..<40 { try await shop.testWebhook(slow, as: admin) }
            await gate.arrival(2)
            try await shop.testWebhook(fast, as: admin)
            try await eventually { receiver.messages.contains { $0.path == "/fast" } }
            #expect(receiver.messages.count { $0.path == "/slow" } == 2)
        }
    }

    @Test func whatAKilledWorkerHadBegunAnotherDelivers() async throws {
        let (gate, mails) = (Gate(), try await MailServer())
        try await WebhookReceiver.with { _, count in
            if count == 1 { await gate.pass() }
            return .noContent
        } _: { receiver in
            defer { gate.open() }
            try await withShop {
                $0.webhooks.allowsPrivateAddresses = true
            } _: { shop in
                let admin = try await shop.admin()
                let (path, _, _) = try await shop.addWebhook(receiver.url(), [.productCreated], as: admin)
                try await WorkerProcess.with(
                    shop, mailServer: mails, environment: ["WEBHOOK_ALLOW_PRIVATE=true"]
                ) { worker in
                    _ = try await shop.post("/api/v1/products", #"{"name": "Lamp", "price": 9.99}"#, token: admin)
                    try worker.start()
                    await gate.arrival()
                    worker.kill()
                    // As if the time of the lease had passed.
                    try await Repository<StoredJob>(shop.database).updateMany(\.state == .running, .setNow(\.nextAt))
                    try worker.start()
                    let messages = try await receiver.messages(2)
                    #expect(messages[0].eventID == messages[1].eventID && messages[0].body == messages[1].body)
                    try await eventually { try await shop.deliveries(path, as: admin).first?["status"] == "delivered" }
                }
            }
        }
    }
}
