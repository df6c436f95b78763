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
import Webhooks

/// What is told, and what is not.
@Suite struct WebhookEventTests {
    /// A shop that works on no jobs, and an endpoint that listens to everything.
    private func withListener(
        configure: @Sendable (inout Settings) -> Void = { _ in },
        _ body: @Sendable (ShopClient, String) async throws -> Void
    ) async throws {
        try await withShop {
            configure(&$0)
        } _: { shop in
            let admin = try await shop.admin()
            _ = try await shop.addWebhook("https://crm.example/", as: admin)
            try await body(shop, admin)
        }
    }

    @Test func anOrderIsToldAsTheOthersShowIt() async throws {
        try await self.withListener { shop, admin in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 2, as: user)
            let created = try await shop.get("/api/v1/orders/\(id)", token: user)
            _ = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            let paid = try await shop.get("/api/v1/orders/\(id)", token: user)
            let failed = try await shop.order(2, quantity: 1, as: user)
            _ = try await shop.post("/payments/confirm?order_id=\(failed)&outcome=failure", "", token: user)
            let canceled = try await shop.order(2, quantity: 1, as: user)
            _ = try await shop.post("/payments/confirm?order_id=\(canceled)&outcome=canceled", "", token: user)
            // Confirming again changes nothing.
            _ = try await shop.post("/payments/confirm?order_id=\(canceled)", "", token: user)
            let told = try await shop.told()
            #expect(
                told.map { $0["type"] } == [
                    "user.registered", "order.created", "order.paid", "order.created", "order.failed", "order.created",
                    "order.cancelled",
                ])
            #expect(told[1]["data"] == created.json && told[2]["data"] == paid.json)
            #expect(told[0]["data"]?["email"] != nil && told[0]["data"]?["hashed_password"] == nil)
        }
    }

    @Test func whatIsDoneByHandIsTold() async throws {
        try await self.withListener { shop, admin in
            let user = try await shop.signUp()
            for steps in [["confirmed", "processing", "shipped", "delivered"], ["cancelled"]] {
                let path = "/api/v1/orders/\(try await shop.order(1, quantity: 1, as: user))/status"
                // Where it stands already is no step.
                for step in steps + steps.suffix(1) {
                    let moved = try await shop.patch(path, #"{"status": "\#(step)"}"#, token: admin)
                    #expect(moved.status == 200, "\(moved.text)")
                }
            }
            #expect(
                try await shop.told().dropFirst().map { $0["type"] } == [
                    "order.created", "order.paid", "order.shipped", "order.delivered", "order.created",
                    "order.cancelled",
                ])
        }
    }

    @Test func productsAndReviewsAreToldAsTheOthersShowThem() async throws {
        try await self.withListener { shop, admin in
            let added = try await shop.post(
                "/api/v1/products", #"{"name": "Lamp", "price": 9.99, "inventory": 9, "category": "Electronics"}"#,
                token: admin)
            let path = try #require(added.headers[.location])
            let changed = try await shop.patch(path, #"{"price": 8.99}"#, token: admin)
            // Nothing is different.
            _ = try await shop.patch(path, #"{}"#, token: admin)
            let variant = try await shop.post(
                "\(path)/variants", #"{"sku": "L-1", "options": {"size": "M"}, "inventory": 1}"#, token: admin)
            #expect(variant.status == 201, "\(variant.text)")
            let review = try await shop.review("1", 4, as: try await shop.signUp())
            #expect(try await shop.delete(path, token: admin).status == 204)
            let restored = try await shop.post("\(path)/restore", "", token: admin)
            let id = try #require(added["id"]?.text)
            #expect(try await shop.delete("/admin/products/\(id)", token: admin).status == 200)
            let told = try await shop.told()
            #expect(
                told.map { $0["type"] } == [
                    "product.created", "product.updated", "product.updated", "user.registered", "review.created",
                    "product.deleted", "product.updated", "product.deleted",
                ])
            #expect(told[0]["data"] == added.json && told[1]["data"] == changed.json)
            #expect(told[2]["data"]?["variants"]?.elements.count == 1 && told[4]["data"] == review.json)
            #expect(told[5]["data"]?["is_active"] == false && told[6]["data"] == restored.json)
            #expect(told[7]["data"]?["id"]?.text == id)
        }
    }

    @Test func whatIsRolledBackIsNotTold() async throws {
        try await self.withListener { shop, admin in
            _ = try await shop.addProduct(as: admin, id: 500, slug: "rare", inventory: 1)
            let user = try await shop.signUp()
            let id = try await shop.order(500, quantity: 2, as: user)
            let reply = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            #expect(reply["status"] == "failed")
            let told = try await shop.told().compactMap { $0["type"]?.text }.filter { $0.hasPrefix("order") }
            #expect(told == ["order.created", "order.failed"])
            // Each of them with its delivery and its job.
            #expect(try await shop.documents("webhook_deliveries").count == shop.told().count)
            #expect(try await shop.jobs.count(kind: "webhook_delivery") == shop.told().count)
        }
    }

    @Test func stockIsLowOnceForEachTimeThatItFallsToTheThreshold() async throws {
        try await self.withListener {
            $0.webhooks.lowStock = 3
        } _: { shop, admin in
            let product = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 5)
            let user = try await shop.signUp()
            for _ in 0..<4 { try await shop.buy(500, as: user) }
            let id = try #require(product["id"]?.text)
            _ = try await shop.patch("/admin/products/\(id)", #"{"inventory": 4}"#, token: admin)
            try await shop.buy(500, as: user)
            // What an admin takes out is no sale.
            _ = try await shop.patch("/admin/products/\(id)", #"{"inventory": 1}"#, token: admin)
            let low = try await shop.told().filter { $0["type"] == "stock.low" }.compactMap { $0["data"] }
            #expect(low.map { $0["inventory"]?.integer } == [3, 3])
            #expect(low[0]["product_id"]?.text == id && low[0]["threshold"]?.integer == 3)
            #expect(low[0]["slug"] == "lamp" && low[0]["variant_id"] == .null)
        }
    }

    @Test func stockIsLowForAVariantAlone() async throws {
        try await self.withListener { shop, admin in
            let added = try await shop.post(
                "/api/v1/products", #"{"name": "Shirt", "price": 9.99, "number": 500}"#, token: admin)
            let path = try #require(added.headers[.location])
            var variants: [String] = []
            for size in ["S", "M"] {
                let variant = try await shop.post(
                    "\(path)/variants", #"{"sku": "S-\#(size)", "options": {"size": "\#(size)"}, "inventory": 6}"#,
                    token: admin)
                variants.append(try #require(variant["id"]?.text, "\(variant.text)"))
            }
            let user = try await shop.signUp()
            _ = try await shop.post(
                "/api/v1/cart/items",
                #"{"product_id": "\#(added["id"]?.text ?? "")", "variant_id": "\#(variants[1])", "quantity": 2}"#,
                token: user)
            let id = try #require(try await shop.post("/checkout/create-order", "", token: user)["order_id"]?.text)
            _ = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            let low = try await shop.told().filter { $0["type"] == "stock.low" }.compactMap { $0["data"] }
            #expect(low.map { $0["variant_id"]?.text } == [variants[1]] && low.first?["sku"] == "S-M")
            #expect(low.first?["inventory"]?.integer == 4)
        }
    }

    @Test func whereNobodyListensNothingIsWrittenAndNothingAsked() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            // One listens to something else, another not at all.
            _ = try await shop.addWebhook("https://crm.example/", [.reviewCreated], as: admin)
            let (paused, _, _) = try await shop.addWebhook("https://crm.example/", as: admin)
            _ = try await shop.patch(paused, #"{"state": "paused"}"#, token: admin)
            let user = try await shop.signUp()
            _ = try await shop.database.run(["profile": 2])
            func questions() async throws -> Int {
                try await shop.documents("system.profile", where: ["command.find": "webhook_endpoints"]).count
            }
            try await eventually {
                let before = try await questions()
                try await shop.buy(3, as: user)
                return try await questions() == before
            }
            _ = try await shop.database.run(["profile": 0])
            #expect(try await shop.documents("webhook_events").isEmpty)
            #expect(try await shop.documents("webhook_deliveries").isEmpty)
            #expect(try await shop.jobs.count(kind: "webhook_delivery") == 0)
        }
    }

    @Test func anEndpointOfAnotherInstanceIsKnownWithinASecond() async throws {
        try await withShop { shop in
            try await shop.withAnotherInstance { other in
                let admin = try await shop.admin()
                // Both know that there is none.
                _ = try await other.signUp()
                let (path, _, _) = try await shop.addWebhook("https://crm.example/", as: admin)
                try await eventually {
                    _ = try await other.signUp()
                    return try await !shop.told().isEmpty
                }
                _ = try await shop.patch(path, #"{"state": "paused"}"#, token: admin)
                try await eventually {
                    let count = try await shop.told().count
                    _ = try await other.signUp()
                    return try await shop.told().count == count
                }
            }
        }
    }

    @Test func aLargeEventIsToldByItsIdentifier() async throws {
        try await self.withListener { shop, admin in
            let added = try await shop.post("/api/v1/products", #"{"name": "Lamp", "price": 9.99}"#, token: admin)
            let id = try #require(added["id"]?.text)
            // As another program may store it.
            let name = String(repeating: "Lamp ", count: 60_000)
            _ = try await shop.database.run([
                "update": "products",
                "updates": [
                    [
                        "q": ["_id": .objectID(try #require(ObjectID(id)))],
                        "u": ["$set": ["description": .string(name)]],
                    ]
                ],
            ])
            #expect(try await shop.patch("/admin/products/\(id)", #"{"price": 8.99}"#, token: admin).status == 200)
            let told = try #require(try await shop.told().last)
            #expect(told["type"] == "product.updated" && told["data"] == ["id": .string(id), "omitted": true])
        }
    }

    @Test func whatIsToldOfAUserIsEncryptedExportedAndErased() async throws {
        try await self.withListener { shop, admin in
            let session = try await shop.register("ann.miller@example.com", name: "Ann Miller")
            let token = try #require(session["access_token"]?.text)
            _ = try await shop.order(1, quantity: 1, as: token)
            #expect(try await !"\(shop.documents("webhook_events"))".contains("ann.miller"))
            let export = try await shop.get("/api/v1/users/me/export", token: token)
            let events = export["webhook_events"]?.elements ?? []
            #expect(events.map { $0["type"] } == ["order.created", "user.registered"])
            #expect(events.last?["data"]?["email"] == "ann.miller@example.com")
            let erased = try await shop.send(
                .delete, "/api/v1/users/me", #"{"password": "\#(ShopClient.password)"}"#, token: token)
            #expect(erased.status == 204, "\(erased.text)")
            try await shop.withAnotherInstance {
                $0.worksOnJobs = true
                $0.mail.folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
                // Nothing leaves.
                $0.webhooks.timeLimit = .seconds(1)
            } _: { other in
                try await eventually { try await other.documents("webhook_events").isEmpty }
                try await eventually { try await other.documents("webhook_deliveries").isEmpty }
            }
        }
    }
}
