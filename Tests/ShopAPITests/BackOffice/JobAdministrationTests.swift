import Accounts
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

/// Jobs, seen and looked after.
@Suite(.timeLimit(.minutes(30)))
struct JobAdministrationTests {
    private static let list = "/api/v1/admin/jobs"

    private func jobs(_ query: String, as token: String, _ shop: ShopClient) async throws -> [JSONNode] {
        let reply = try await shop.get("\(Self.list)?\(query)", token: token)
        #expect(reply.status == 200, "\(reply.text)")
        return reply["items"]?.elements ?? []
    }

    @Test func jobsAreListedWithoutWhatTheyAreAbout() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let token = try await shop.signUp("a@example.com")
            _ = try await shop.post("/api/v1/auth/forgot-password", #"{"email": "a@example.com"}"#)
            let order = try await shop.order(1, quantity: 1, as: token)
            #expect(try await shop.move(order, to: "confirmed", as: admin).status == 200)
            let welcome = try await self.jobs("kind=welcome_mail", as: admin, shop)
            #expect(welcome.count == 1 && welcome[0]["recipient"] == "a@example.com")
            #expect(welcome[0]["state"] == "available" && welcome[0]["queue"] == "mail")
            #expect(welcome[0]["payload"] == nil && welcome[0]["attempt"]?.integer == 0)
            #expect(try await self.jobs("kind=reset_code_mail&state=available", as: admin, shop).count == 1)
            #expect(try await self.jobs("kind=nothing", as: admin, shop).isEmpty)
            #expect(try await self.jobs("state=dead", as: admin, shop).isEmpty)
            let page = try await shop.get("\(Self.list)?page_size=1", token: admin)
            #expect(page["items"]?.elements.count == 1 && page["has_next"] == true)
            #expect(try await shop.get("\(Self.list)?state=lost", token: admin).status == 422)
            #expect(try await shop.get(Self.list, token: token).status == 403)
            // Who may not read users does not see who gets mails.
            let account = "/api/v1/admin/users/\(try #require(try await shop.user("a@example.com")).id.hexString)"
            _ = try await shop.send(
                .put, "\(account)/permissions", #"{"permissions": ["manage:job"]}"#, token: admin)
            let seen = try await self.jobs("kind=welcome_mail", as: token, shop)
            #expect(seen.count == 1 && seen[0]["recipient"] == .null)
        }
    }

    @Test func theMailOfAnOrderNamesItsBuyer() async throws {
        try await withPayments { shop in
            let admin = try await shop.admin()
            let token = try await shop.signUp("a@example.com")
            let order = try await shop.order(1, quantity: 1, as: token)
            try await eventually { try await shop.jobs.count(state: .done, kind: "order_mail") > 0 }
            let mails = try await self.jobs("kind=order_mail", as: admin, shop)
            #expect(mails.allSatisfy { $0["recipient"] == "a@example.com" })
            _ = order
        }
    }

    @Test func aJobIsCancelledAndTriedAgain() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.signUp("a@example.com")
            let id = try #require(try await self.jobs("kind=welcome_mail", as: admin, shop)[0]["id"]?.text)
            let cancelled = try await shop.post("\(Self.list)/\(id)/cancel", "", token: admin)
            #expect(cancelled.status == 200 && cancelled["state"] == "cancelled")
            #expect(try await shop.post("\(Self.list)/\(id)/cancel", "", token: admin)["state"] == "cancelled")
            let again = try await shop.post("\(Self.list)/\(id)/retry", "", token: admin)
            #expect(again.status == 200 && again["state"] == "available" && again["recipient"] == "a@example.com")
            #expect(try await shop.get("\(Self.list)/\(id)", token: admin)["state"] == "available")
            let entries = try await shop.get("/api/v1/admin/audit?kind=job&subject=\(id)", token: admin)
            #expect(
                entries["items"]?.elements.map { $0["after"]?["event"]?.text } == ["retried", "cancelled", "cancelled"])
            // What is done stays done.
            try await Repository<StoredJob>(shop.database).updateOne(
                \.id == ObjectID(id)!, .set(\.state, .done))
            for what in ["retry", "cancel"] {
                #expect(try await shop.post("\(Self.list)/\(id)/\(what)", "", token: admin).status == 409)
            }
            for id in ["x", "507f1f77bcf86cd799439011"] {
                #expect(try await shop.get("\(Self.list)/\(id)", token: admin).status == 404)
                #expect(try await shop.post("\(Self.list)/\(id)/retry", "", token: admin).status == 404)
                #expect(try await shop.post("\(Self.list)/\(id)/cancel", "", token: admin).status == 404)
            }
        }
    }

    @Test func aDeadMailGoesOutWhenItIsTriedAgain() async throws {
        try await withMail { shop, mails in
            let admin = try await shop.admin()
            _ = try await shop.signUp("a@example.com")
            _ = try await mails.mails("Welcome")
            let id = try #require(
                try await shop.jobs.list(kind: "welcome_mail").first?.id.hexString)
            try await eventually { try await shop.jobs.count(state: .done, kind: "welcome_mail") == 1 }
            try await Repository<StoredJob>(shop.database).updateOne(
                \.id == ObjectID(id)!, .set(\.state, .dead), .unset(\.nextAt))
            #expect(try await self.jobs("state=dead", as: admin, shop).map { $0["id"]?.text } == [id])
            #expect(try await shop.post("\(Self.list)/\(id)/retry", "", token: admin).status == 200)
            try await eventually { try await shop.jobs.count(state: .done, kind: "welcome_mail") == 1 }
        }
    }

    /// However many look after one at once, it is in one state, and all are told of one.
    @Test func twoWhoLookAfterOneJobAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.signUp("a@example.com")
            let id = try #require(try await self.jobs("kind=welcome_mail", as: admin, shop)[0]["id"]?.text)
            let replies = try await parallel(8) { index in
                try await shop.post(
                    "\(Self.list)/\(id)/\(index % 2 == 0 ? "cancel" : "retry")", "", token: admin)
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            let state = try await shop.get("\(Self.list)/\(id)", token: admin)["state"]?.text
            #expect(state == "available" || state == "cancelled")
        }
    }
}
