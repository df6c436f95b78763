import BSON
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing
import Webhooks

/// `/api/v1/admin/webhooks`.
@Suite struct WebhookRouteTests {
    private static let draft = #"{"url": "https://crm.example/hooks?a=b", "events": ["order.paid", "stock.low"]}"#

    @Test func anEndpointIsAddedReadChangedAndRemoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.post(ShopClient.webhooks, Self.draft, token: admin)
            #expect(added.status == 201 && added.headers[.cacheControl] == "no-store")
            let path = try #require(added.headers[.location])
            #expect(path == "\(ShopClient.webhooks)/\(added["id"]?.text ?? "")")
            let read = try await shop.get(path, token: admin)
            #expect(read.status == 200 && read.headers[.eTag] == added.headers[.eTag])
            #expect(read["url"] == "https://crm.example/hooks?a=b" && read["events"] == ["order.paid", "stock.low"])
            #expect(read["state"] == "active" && read["failing_since"] == .null)
            let list = try await shop.get(ShopClient.webhooks, token: admin)
            #expect(list["items"]?.elements == [read.json] && list["total"]?.integer == 1)

            let tag: HTTPFields = [.ifMatch: try #require(read.headers[.eTag])]
            let changed = try await shop.patch(
                path, #"{"events": ["order.failed"], "state": "paused"}"#, token: admin, headers: tag)
            #expect(changed.status == 200 && changed["events"] == ["order.failed"] && changed["state"] == "paused")
            #expect(changed["url"] == read["url"])
            for reply in [
                try await shop.patch(path, #"{"state": "active"}"#, token: admin, headers: tag),
                try await shop.delete(path, token: admin, headers: tag),
            ] {
                #expect(reply.status == 412)
            }
            let latest: HTTPFields = [.ifMatch: try #require(changed.headers[.eTag])]
            #expect(try await shop.delete(path, token: admin, headers: latest).status == 204)
            #expect(try await shop.get(path, token: admin).status == 404)
        }
    }

    @Test func theSecretIsShownOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (path, _, secret) = try await shop.addWebhook("https://crm.example/", as: admin)
            #expect(secret.hasPrefix("whsec_") && secret.count == 49)
            let given = "a secret of my own"
            let own = try await shop.post(
                ShopClient.webhooks,
                #"{"url": "https://crm.example", "events": ["order.paid"], "secret": "\#(given)"}"#,
                token: admin)
            #expect(own["secret"]?.text == given)
            let changed = try await shop.patch(path, #"{"secret": "another of my own"}"#, token: admin)
            var shown = [changed.text, try await shop.get(path, token: admin).text]
            shown.append(try await shop.get(ShopClient.webhooks, token: admin).text)
            shown.append(try await shop.get("/api/v1/admin/audit?kind=webhook", token: admin).text)
            #expect(shown[3].contains("crm.example"))
            shown.append("\(try await shop.documents("webhook_endpoints"))")
            shown.append("\(try await shop.documents("audit_log"))")
            for text in shown {
                #expect(!text.contains(secret) && !text.contains("of my own"))
            }
        }
    }

    @Test func aRepeatedRequestAddsOne() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "once"]
            let first = try await shop.post(ShopClient.webhooks, Self.draft, token: admin, headers: key)
            let again = try await shop.post(ShopClient.webhooks, Self.draft, token: admin, headers: key)
            #expect(first.status == 201 && again.status == 201 && again.body == first.body)
            #expect(try await shop.documents("webhook_endpoints").count == 1)
            let stored = "\(try await shop.documents("idempotency_keys"))"
            #expect(!stored.contains(first["secret"]?.text ?? "whsec_"))
        }
    }

    @Test func changesAreWrittenDown() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (path, id, _) = try await shop.addWebhook("https://crm.example/", [.orderPaid], as: admin)
            _ = try await shop.patch(path, #"{"state": "paused"}"#, token: admin)
            _ = try await shop.delete(path, token: admin)
            let entries = try await shop.get("/api/v1/admin/audit?kind=webhook&subject=\(id)", token: admin)
            #expect(entries["items"]?.elements.map { $0["action"] } == ["deleted", "changed", "created"])
            #expect(entries["items"]?.elements[1]["after"]?["state"] == "paused")
            // The root lists them only where they are asked for.
            #expect(try await !shop.get("/admin/audit", token: admin).text.contains("webhook"))
            #expect(try await shop.get("/admin/audit?kind=webhook", token: admin)["items"]?.elements.count == 3)
        }
    }

    @Test func eachRouteIsForWhoMayLookAfterWebhooks() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (path, _, _) = try await shop.addWebhook("https://crm.example/", as: admin)
            let delivery = try await shop.testWebhook(path, as: admin)
            let user = try await shop.signUp("a@example.com")
            let routes: [(HTTPRequest.Method, String, String)] = [
                (.get, ShopClient.webhooks, ""), (.post, ShopClient.webhooks, Self.draft), (.get, path, ""),
                (.patch, path, "{}"), (.get, "\(path)/deliveries", ""), (.post, "\(path)/test", ""),
                (.post, "\(path)/deliveries/\(delivery)/replay", ""), (.delete, path, ""),
            ]
            for (method, path, body) in routes {
                let nobody = try await shop.send(method, path, body, token: nil)
                #expect(nobody.status == 401, "\(method) \(path)")
                let other = try await shop.send(method, path, body, token: user)
                #expect(other.status == 403, "\(method) \(path)")
                #expect(other.detail == "This needs the permission manage:webhook")
            }
            try await shop.grant("manage:webhook", to: "a@example.com")
            try await eventually { try await shop.get(path, token: user).status == 200 }
            for (method, path, body) in routes {
                let reply = try await shop.send(method, path, body, token: user)
                #expect(200..<300 ~= reply.status, "\(method) \(path) \(reply.text)")
            }
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (path, _, _) = try await shop.addWebhook("https://crm.example/", as: admin)
            let (other, _, _) = try await shop.addWebhook("https://erp.example/", as: admin)
            let delivery = try await shop.testWebhook(other, as: admin)
            for unknown in ["507f1f77bcf86cd799439011", "nonsense", "%00"] {
                let one = "\(ShopClient.webhooks)/\(unknown)"
                let routes: [(HTTPRequest.Method, String, String)] = [
                    (.get, one, ""), (.patch, one, "{}"), (.delete, one, ""), (.get, "\(one)/deliveries", ""),
                    (.post, "\(one)/test", ""), (.post, "\(one)/deliveries/\(delivery)/replay", ""),
                    (.post, "\(path)/deliveries/\(unknown)/replay", ""),
                ]
                for (method, path, body) in routes {
                    let reply = try await shop.send(method, path, body, token: admin)
                    #expect(reply.status == 404, "\(method) \(path) \(reply.text)")
                }
            }
            // Another endpoint's.
            #expect(try await shop.post("\(path)/deliveries/\(delivery)/replay", "", token: admin).status == 404)
        }
    }

    @Test(arguments: [
        #""ftp://crm.example""#, #""crm.example""#, #""http://user:secret@crm.example""#, #""http://crm.example/#a""#,
        #""http://crm.example:99999""#, #""http://127.0.0.1/""#, #""http://localhost:8000/""#, #""http://a.localhost""#,
        #""http://2130706433/""#, #""http://0x7f.1/""#, #""http://0177.0.0.1/""#, #""http://10.0.0.1/""#,
        #""http://169.254.169.254/latest""#, #""http://[::1]/""#, #""http://[::ffff:127.0.0.1]/""#,
        #""http://[64:ff9b::a00:1]/""#, #""http://[fd00:ec2::254]/""#, #""http://0.0.0.0""#,
    ])
    func whatIsNoAddressForMessagesIsRefused(_ url: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (path, _, _) = try await shop.addWebhook("https://crm.example/", as: admin)
            for reply in [
                try await shop.post(ShopClient.webhooks, #"{"url": \#(url), "events": ["order.paid"]}"#, token: admin),
                try await shop.patch(path, #"{"url": \#(url)}"#, token: admin),
            ] {
                #expect(reply.status == 422 && reply.violations == ["body.url webhook_url"], "\(reply.text)")
            }
        }
    }

    @Test(arguments: [
        (#"{"events": ["order.paid"]}"#, "body.url missing"),
        (#"{"url": "https://crm.example"}"#, "body.events missing"),
        (#"{"url": "https://crm.example", "events": []}"#, "body.events too_short"),
        (#"{"url": "https://crm.example", "events": ["order.paid", "order.paid"]}"#, "body.events not_unique"),
        (#"{"url": "https://crm.example", "events": ["order.eaten"]}"#, "body.events.0 enum"),
        (
            #"{"url": "https://crm.example", "events": ["order.paid"], "secret": "short"}"#,
            "body.secret string_too_short"
        ),
        (#"{"url": 1, "events": ["order.paid"]}"#, "body.url string_type"),
    ])
    func aBadBodyNamesWhatIsWrong(_ body: String, _ violation: String) async throws {
        try await withShop { shop in
            let reply = try await shop.post(ShopClient.webhooks, body, token: try await shop.admin())
            #expect(reply.status == 422 && reply.violations == [violation], "\(reply.text)")
        }
    }

    @Test func thereAreFiftyAtMost() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for _ in 0..<50 { _ = try await shop.addWebhook("https://crm.example/", [.orderPaid], as: admin) }
            let reply = try await shop.post(ShopClient.webhooks, Self.draft, token: admin)
            #expect(reply.status == 409 && reply["code"] == "too_many_webhooks")
        }
    }
}

extension ShopClient {
    /// Gives an account a permission beyond its role.
    fileprivate func grant(_ permission: String, to email: String) async throws {
        _ = try await self.database.run([
            "update": "users",
            "updates": [["q": ["email": .string(email)], "u": ["$set": ["permissions": [.string(permission)]]]]],
        ])
    }
}
