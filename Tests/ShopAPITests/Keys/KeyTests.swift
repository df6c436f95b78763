import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts

/// What programs show in place of a login.
@Suite(.timeLimit(.minutes(30)))
struct KeyTests {
    private static let list = "/api/v1/admin/keys"

    private func make(
        _ scopes: String, _ further: String = "", as token: String, _ shop: ShopClient, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await shop.post(
            Self.list, #"{"name": "Warehouse", "scopes": [\#(scopes)]\#(further)}"#, token: token, headers: headers)
    }

    private func key(_ scopes: String, as token: String, _ shop: ShopClient) async throws -> (id: String, key: String) {
        let made = try await self.make(scopes, as: token, shop)
        #expect(made.status == 201, "\(made.text)")
        return (try #require(made["id"]?.text), try #require(made["key"]?.text))
    }

    @Test func aKeyIsShownOnceAndStoredHashed() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let made = try await self.make(#""read:order", "manage:inventory""#, as: admin, shop)
            let (id, key) = (made["id"]?.text ?? "", made["key"]?.text ?? "")
            #expect(made.status == 201 && made.headers[.location] == "\(Self.list)/\(id)")
            // 256 random bits behind the mark.
            #expect(key.hasPrefix("bdg_") && key.count == 4 + 43)
            #expect(made["prefix"]?.text == String(key.prefix(12)) && made["last_used_at"] == .null)
            let one = try await shop.get("\(Self.list)/\(id)", token: admin)
            #expect(one.status == 200 && one["key"] == nil && one["name"] == "Warehouse")
            #expect(one["scopes"]?.elements.map(\.text) == ["manage:inventory", "read:order"])
            let list = try await shop.get(Self.list, token: admin)
            #expect(list["items"]?.elements == [one.json] && !list.text.contains(key))
            let stored = try await shop.documents("api_keys")
            #expect(stored.count == 1 && !"\(stored)".contains(key.dropFirst(4)))
            let entries = try await shop.get("/api/v1/admin/audit?kind=api_key&subject=\(id)", token: admin)
            #expect(entries["items"]?.elements.first?["after"]?["name"] == "Warehouse")
            #expect(!entries.text.contains(key))
        }
    }

    @Test func aKeyMayWhatItWasMadeForAndNothingElse() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (id, key) = try await self.key(#""read:order", "manage:inventory", "update:user""#, as: admin, shop)
            #expect(try await shop.get("/api/v1/admin/inventory", token: key).status == 200)
            #expect(try await shop.get("/api/v1/admin/users", token: key).status == 403)
            let user = try await shop.signUp("a@example.com")
            let order = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.get("/api/v1/orders/\(order)", token: key).status == 200)
            #expect(try await shop.cancel(order, as: key).status == 404)
            // Nothing is its own, nor is what is its maker's.
            let own = try await shop.order(1, quantity: 1, as: admin)
            #expect(try await shop.cancel(own, as: key).status == 404)
            for path in [
                "/api/v1/auth/me", "/api/v1/auth/sessions", "/api/v1/users/me/export", "/api/v1/orders",
                "/api/v1/cart", "/auth/me", "/cart", "/orders", "/admin/audit", Self.list, "\(Self.list)/\(id)",
            ] {
                #expect(try await shop.get(path, token: key).status == 403, "\(path)")
            }
            // It makes neither keys nor users nor grants.
            #expect(try await self.make(#""read:order""#, as: key, shop).status == 403)
            #expect(try await shop.delete("\(Self.list)/\(id)", token: key).status == 403)
            let account = "/api/v1/admin/users/\(try #require(try await shop.user("a@example.com")).id.hexString)"
            #expect(
                try await shop.send(
                    .put, "\(account)/permissions", #"{"permissions": ["read:order"]}"#, token: key
                ).status == 403)
            #expect(try await shop.patch("\(account)/role", #"{"role": "admin"}"#, token: key).status == 403)
            #expect(try await shop.patch("\(account)/ban", #"{"banned": true}"#, token: key).status == 200)
            // The audit log tells which key it was.
            let entries = try await shop.get("/api/v1/admin/audit?event=banned", token: admin)
            let author = entries["items"]?.elements.first?["author"]
            #expect(author?["key_id"]?.text == id && author?["name"] == "admin@example.com")
            let root = try await shop.get("/admin/audit?kind=security", token: admin)
            #expect(!root.text.contains("key_id"))
        }
    }

    @Test func nobodyGivesAKeyWhatTheyLack() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let token = try await shop.signUp("a@example.com")
            let account = "/api/v1/admin/users/\(try #require(try await shop.user("a@example.com")).id.hexString)"
            func grant(_ names: String) async throws {
                let reply = try await shop.send(
                    .put, "\(account)/permissions", #"{"permissions": [\#(names)]}"#, token: admin)
                #expect(reply.status == 200)
            }
            #expect(try await self.make(#""read:order""#, as: token, shop).status == 403)
            try await grant(#""manage:key", "read:order""#)
            #expect(try await self.make(#""read:audit""#, as: token, shop).status == 403)
            for (scopes, further) in [
                (#""manage:key""#, ""), ("", ""), (#""read:everything""#, ""),
                (#""read:order""#, #", "expires_at": "2020-01-01T00:00:00Z""#),
            ] {
                #expect(try await self.make(scopes, further, as: token, shop).status == 422)
            }
            let (_, key) = try await self.key(#""read:order""#, as: token, shop)
            let order = try await shop.order(1, quantity: 1, as: admin)
            #expect(try await shop.get("/api/v1/orders/\(order)", token: key).status == 200)
            // What its maker loses it loses, too.
            try await grant(#""manage:key""#)
            #expect(try await shop.get("/api/v1/orders/\(order)", token: key).status == 404)
            try await grant(#""manage:key", "read:order""#)
            #expect(try await shop.get("/api/v1/orders/\(order)", token: key).status == 200)
            #expect(try await shop.patch("\(account)/ban", #"{"banned": true}"#, token: admin).status == 200)
            #expect(try await shop.get("/api/v1/orders/\(order)", token: key).status == 401)
            // With its maker it goes.
            #expect(try await shop.delete(account, token: admin).status == 204)
            #expect(try await shop.documents("api_keys").isEmpty)
        }
    }

    @Test func removalAndExpiryCountFromTheNextRequestOn() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (id, key) = try await self.key(#""manage:inventory""#, as: admin, shop)
            let tag = try #require(try await shop.get("\(Self.list)/\(id)", token: admin).headers[.eTag])
            let path = "/api/v1/admin/inventory?page_size=1"
            try await shop.withAnotherInstance { other in
                #expect(try await other.get(path, token: key).status == 200)
                #expect(try await shop.get(path, token: key).status == 200)
                let stale = try await shop.delete(
                    "\(Self.list)/\(id)", token: admin, headers: [.ifMatch: #""x""#])
                #expect(stale.status == 412)
                _ = tag
                #expect(try await shop.delete("\(Self.list)/\(id)", token: admin).status == 204)
                #expect(try await shop.get(path, token: key).status == 401)
                try await eventually(within: .seconds(1)) { try await other.get(path, token: key).status == 401 }
                #expect(try await shop.delete("\(Self.list)/\(id)", token: admin).status == 404)
                // One that has ended, as the database says.
                let end = ISO8601DateFormatter().string(from: .now.addingTimeInterval(3600))
                let made = try await self.make(
                    #""manage:inventory""#, #", "expires_at": "\#(end)""#, as: admin, shop)
                let short = made["key"]?.text ?? ""
                try await Repository<APIKey>(shop.database).updateMany(.all, .set(\.expiresAt, .now))
                #expect(try await other.get(path, token: short).status == 401)
            }
            #expect(try await shop.get(path, token: "bdg_x").status == 401)
        }
    }

    /// In memory an end counts by the clock, without a question.
    @Test func aKnownKeyEndsByTheClock() throws {
        let known = KnownKeys()
        let hash = Data([1])
        known.remember(
            APIKey(
                name: "", scopeNames: [], makerID: ObjectID(), hash: hash, prefix: "",
                expiresAt: Date(timeIntervalSinceNow: 60)))
        #expect(known.id(of: hash) != nil)
        #expect(known.id(of: hash, at: Date(timeIntervalSinceNow: 61)) == nil)
        #expect(known.id(of: Data([2])) == nil)
    }

    @Test func theUseOfAKeyIsNotedOnceAMinuteAndAsksNothingBetween() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (id, key) = try await self.key(#""read:order""#, as: admin, shop)
            let keys = Repository<APIKey>(shop.database)
            let path = "/api/v1/orders/x"
            #expect(try await shop.get(path, token: key).status == 404)
            try await eventually { try await keys.get(ObjectID(id)!)?.lastUsedAt != nil }
            let first = try await keys.get(ObjectID(id)!)?.lastUsedAt
            // Known by now: no question about keys or users.
            try await eventually {
                try await shop.questions { _ = try await shop.get(path, token: key) }
                    .allSatisfy { !$0.hasSuffix("api_keys") && !$0.hasSuffix("users") }
            }
            #expect(try await keys.get(ObjectID(id)!)?.lastUsedAt == first)
        }
    }

    @Test func aRepeatedRequestMakesOneKey() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let header: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await self.make(#""read:order""#, as: admin, shop, headers: header)
            let again = try await self.make(#""read:order""#, as: admin, shop, headers: header)
            #expect(first.status == 201 && again.body == first.body)
            #expect(try await shop.documents("api_keys").count == 1)
        }
    }
}
