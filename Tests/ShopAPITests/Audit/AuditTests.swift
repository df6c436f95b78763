import Accounts
import BSON
import Catalog
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

@testable import Shop
@testable import ShopCore

/// What was changed stays written down, with who did it.
@Suite struct AuditTests {
    @Test func everyChangeOfAProductIsWrittenDown() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let product = try await shop.addProduct(as: admin, id: 101, slug: "lamp", price: "9.99")
            let id = try #require(product["id"]?.text)
            let path = "/admin/products/\(id)"
            let named: HTTPFields = [.init("X-Request-ID")!: "change-1"]
            let changed = try await shop.patch(
                path, #"{"price": 5, "category": "Light"}"#, token: admin, headers: named)
            #expect(changed.status == 200)
            #expect(try await shop.delete(path, token: admin).status == 200)
            let entries = try await shop.audit("subject=\(id)", as: admin)
            #expect(entries.compactMap { $0["action"]?.text } == ["deleted", "changed", "created"])
            #expect(entries.allSatisfy { $0["kind"]?.text == "product" && $0["subject"]?.text == id })
            let (deleted, change, created) = (entries[0], entries[1], entries[2])
            #expect(deleted["before"]?["slug"]?.text == "lamp" && deleted["after"] == .null)
            #expect(created["before"] == .null && created["after"]?["price"]?.digits == "9.99")
            #expect(change["before"]?["price"]?.digits == "9.99" && change["before"]?["category"] == .null)
            #expect(change["before"]?["revision"]?.integer == 0 && change["before"]?["slug"] == nil)
            #expect(change["after"]?["price"]?.digits == "5.00")
            #expect(change["after"]?["category"]?.text == "Light" && change["after"]?["revision"]?.integer == 1)
            let author = change["author"]
            #expect(author?["name"]?.text == "admin@example.com" && author?["user_id"]?.text?.count == 24)
            #expect(author?["address"]?.text == "127.0.0.1" && author?["request_id"]?.text == "change-1")
        }
    }

    @Test func rolesAndOrdersAreWrittenDown() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp("a@example.com"))
            let id = try #require(try await shop.get("/auth/me", token: user)["id"]?.text)
            let promotion = #"{"email": "a@example.com"}"#
            #expect(try await shop.post("/auth/promote-to-admin", promotion, token: admin).status == 200)
            let roles = try await shop.audit("kind=role", as: admin)
            #expect(roles.compactMap { $0["action"]?.text } == ["changed", "created"])
            #expect(roles[0]["subject"]?.text == id && roles[0]["author"]?["name"]?.text == "admin@example.com")
            #expect(roles[0]["before"] == ["role": "user"] && roles[0]["after"] == ["role": "admin"])
            // The seeded admin, by nobody's request.
            #expect(roles[1]["author"] == ["user_id": nil, "name": "seed", "address": nil, "request_id": nil])
            let order = try await shop.order(1, quantity: 1, as: user)
            for _ in 0..<2 {
                #expect(try await shop.post("/payments/confirm?order_id=\(order)", "", token: user).status == 200)
            }
            let orders = try await shop.audit("kind=order", as: admin)
            #expect(orders.compactMap { $0["action"]?.text } == ["changed", "created"])
            #expect(orders[0]["before"] == ["status": "pending"] && orders[0]["after"] == ["status": "paid"])
            #expect(orders.allSatisfy { $0["author"]?["user_id"]?.text == id && $0["subject"]?.text == order })
        }
    }

    @Test func whatWasNotDoneIsNotWrittenDown() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            let before = try await shop.audit("limit=200", as: admin)
            let path = "/admin/products/\(try await shop.get("/products/gaming-laptop-pro")["id"]?.text ?? "")"
            let taken = try await shop.patch(path, #"{"product_id": 2}"#, token: admin)
            let same = try await shop.patch(path, "{}", token: admin)
            let late = try await shop.delete(path, token: admin, headers: [.ifMatch: "\"old\""])
            let draft = #"{"product_id": 1, "name": "X", "slug": "x", "price": 1}"#
            let double = try await shop.post("/admin/products", draft, token: admin)
            let again = try await shop.post(
                "/auth/promote-to-admin", #"{"email": "admin@example.com"}"#, token: admin)
            let empty = try await shop.post("/checkout/create-order", "", token: user)
            #expect([taken, same, late, double, again, empty].map(\.status) == [409, 200, 412, 409, 400, 400])
            #expect(try await shop.audit("limit=200", as: admin) == before)
        }
    }

    /// Of changes that come at once, each that was made is written down, and says what the one before it left.
    @Test func rivalsLeaveAChain() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try #require(try await shop.get("/products/gaming-laptop-pro")["id"]?.text)
            _ = try await parallel(10) { index in
                try await shop.patch("/admin/products/\(id)", #"{"price": \#(index + 1)}"#, token: admin)
            }
            let entries = try await shop.audit("subject=\(id)", as: admin).filter { $0["action"]?.text == "changed" }
            let sorted = entries.sorted {
                ($0["after"]?["revision"]?.integer ?? 0) < ($1["after"]?["revision"]?.integer ?? 0)
            }
            #expect(sorted.compactMap { $0["after"]?["revision"]?.integer } == Array(1...10))
            for (earlier, later) in zip(sorted, sorted.dropFirst()) {
                #expect(later["before"]?["price"] == earlier["after"]?["price"])
            }
        }
    }

    @Test func filtersAndPagesMissNothing() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            _ = try await shop.order(1, quantity: 1, as: user)
            let all = try await shop.audit("limit=200", as: admin)
            #expect(all.count == 22)
            var (paged, place) = ([JSONNode](), "")
            repeat {
                let page = try await shop.get("/admin/audit?limit=5\(place)", token: admin)
                paged += page["items"]?.elements ?? []
                place = page["next"]?.text.map { "&after=\($0)" } ?? ""
            } while !place.isEmpty
            #expect(paged == all)
            let me = try await shop.get("/auth/me", token: user)["id"]?.text ?? ""
            let mine = try await shop.audit("actor=\(me)", as: admin)
            #expect(mine == all.filter { $0["author"]?["user_id"]?.text == me } && mine.count == 1)
            let products = try await shop.audit("kind=product&limit=200", as: admin)
            #expect(products.count == 20)
            let moment = try #require(all[10]["at"]?.text)
            let since = try await shop.audit("since=\(moment)&limit=200", as: admin)
            let until = try await shop.audit("until=\(moment)&limit=200", as: admin)
            #expect(since + until == all && since.contains(all[10]))
        }
    }

    @Test func everyQueryIsOnAnIndex() async throws {
        try await withShop { shop in
            let trail = shop.backend.shop.audit
            let filters = [
                AuditFilter(), AuditFilter(userID: ObjectID()), AuditFilter(kinds: [.product]),
                AuditFilter(kinds: Shop.changedKinds),
                AuditFilter(subject: ObjectID().hexString), AuditFilter(since: .distantPast, until: .now),
                AuditFilter(userID: ObjectID(), kinds: [.role], subject: "x", since: .distantPast, until: .now),
            ]
            let first = try await trail.entries(AuditFilter(), after: nil, limit: 2)
            for filter in filters {
                for place in [nil, try #require(first.next)] {
                    // Fewer than there are: where all are wanted, sorting them may be the least work.
                    let plan = try await trail.entries.explain(
                        filter.query, sort: AuditTrail.newestFirst, after: place, limit: 5)
                    #expect(plan.index != nil && !plan.stages.contains("SORT"), "\(filter) \(plan)")
                }
            }
        }
    }

    @Test func nothingInItIsSecret() async throws {
        try await withShop { shop in
            let user = try await shop.signUp("a@example.com")
            let admin = try await shop.admin()
            _ = try await shop.post("/auth/promote-to-admin", #"{"email": "a@example.com"}"#, token: admin)
            _ = try await shop.order(1, quantity: 1, as: user)
            let text = try await shop.get("/admin/audit?limit=200", token: admin).text
            for secret in ["password", "SecurePass123", "$2b$", user, admin] { #expect(!text.contains(secret)) }
        }
    }

    @Test func onlyAdminsReadIt() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            #expect(try await shop.get("/admin/audit").status == 401)
            #expect(try await shop.get("/admin/audit", token: user).status == 403)
            // The last is a place in another order.
            let place: BSONDocument = ["+x": 1]
            let other = PageCursor(place.withBytes { Data($0).base64EncodedString() })
            for query in [
                "actor=x", "kind=x", "since=x", "limit=0", "limit=201", "after=x", "after=\(other?.text ?? "")",
            ] {
                let reply = try await shop.get("/admin/audit?\(query)", token: admin)
                #expect(reply.status == 422, "\(query)")
            }
        }
    }
}

extension ShopClient {
    /// The entries that a query finds.
    fileprivate func audit(_ query: String, as admin: String) async throws -> [JSONNode] {
        let reply = try await self.get("/admin/audit?\(query)", token: admin)
        #expect(reply.status == 200)
        return reply["items"]?.elements ?? []
    }
}
