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

@testable import Orders
@testable import Shop

/// Guests find their orders among the own ones once they have verified the address that they ordered by.
@Suite(.timeLimit(.minutes(30)))
struct OrderClaimTests {
    private func feature(_ shop: ShopClient) throws -> OrdersFeature {
        try #require(shop.backend.shop.features.compactMap { $0 as? OrdersFeature }.first)
    }

    @Test func whoVerifiesTheAddressHasTheOrders() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let coupon = try await shop.addCoupon("TWICE", #""max_uses_per_user": 2"#, as: admin)
            let others = try await shop.guestOrder("bo@example.com")
            let first = try await shop.guestOrder("ann@example.com", #", "coupon": "TWICE""#)
            let second = try await shop.guestOrder("ann@example.com", product: 2)
            #expect(try await shop.move(second.id, to: "confirmed", as: admin).status == 200)
            #expect(try await shop.get("\(second.path)/invoice", headers: second.token).status == 200)
            let ann = try await shop.registered("Ann@example.com")
            #expect(try await shop.orders(of: ann) == [])
            #expect(try await shop.get(first.path, token: ann).status == 404)
            try await shop.verify("ann@example.com")
            try await eventually { try await shop.orders(of: ann) == [second.id, first.id] }
            let id = try #require(try await shop.user("ann@example.com")).id.hexString
            for order in [first, second] {
                let shown = try await shop.get(order.path, token: ann)
                #expect(shown["user_id"]?.text == id && shown["email"] == "ann@example.com")
                #expect(try await shop.get(order.path, headers: order.token).status == 200)
                #expect(try await shop.get("\(order.path)/track", headers: order.token).status == 200)
                let events = try await shop.get("\(order.path)/track", token: ann)["events"]?.elements.count
                let history = try await shop.history(of: order.id)
                #expect(events == history.count)
            }
            #expect(try await shop.get("/orders", token: ann).list.count == 2)
            #expect(try await shop.get(others.path, token: ann).status == 404)
            // The invoice and the use of the coupon went along.
            let export = try await shop.get("/api/v1/users/me/export", token: ann)
            #expect(export["orders"]?.elements.count == 2 && export["invoices"]?.elements.count == 1)
            let again = #"{"items": [{"product_id": 1}], "coupon": "TWICE"}"#
            #expect(try await shop.post("/api/v1/orders", again, token: ann).status == 201)
            #expect(try await shop.post("/api/v1/orders", again, token: ann).status == 409)
            #expect(try await shop.move(first.id, to: "cancelled", as: admin).status == 200)
            #expect(try await shop.post("/api/v1/orders", again, token: ann).status == 201)
            #expect(try await shop.uses(of: coupon, as: admin) == 2)
            // What was bought counts for reviews.
            #expect(try await shop.review("2", 5, as: ann)["verified_purchase"] == true)
            // The log has who placed it, and who got it.
            let log = try await shop.get("/api/v1/admin/audit?subject=\(first.id)&page_size=100", token: admin)
            let entries = log["items"]?.elements ?? []
            #expect(entries.last?["after"]?["user_id"] == "" && entries.last?["author"]?["user_id"] == .null)
            let claim = try #require(entries.first { $0["before"]?["user_id"] == "" })
            #expect(claim["after"]?["user_id"]?.text == id && claim["author"]?["user_id"]?.text == id)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whoHasVerifiedTheAddressBeforeHasTheOrderSoon() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (ann, bo) = (try await shop.registered("ann@example.com"), try await shop.registered("bo@example.com"))
            try await shop.verify("ann@example.com")
            let order = try await shop.guestOrder("ANN@example.com")
            let unverified = try await shop.guestOrder("bo@example.com")
            try await eventually { try await shop.orders(of: ann) == [order.id] }
            try await eventually { try await shop.jobs.count(state: .done, kind: GuestOrderJob.kind) == 2 }
            #expect(try await shop.orders(of: bo) == [])
            #expect(try await shop.get(unverified.path, token: bo).status == 404)
            try await shop.verify("bo@example.com")
            try await eventually { try await shop.orders(of: bo) == [unverified.id] }
        }
    }

    @Test func aPasswordThatIsResetByMailVerifiesTheAddressToo() async throws {
        try await withMail { shop, mails in
            let ann = try await shop.registered("ann@example.com")
            let order = try await shop.guestOrder("ann@example.com")
            #expect(try await shop.orders(of: ann) == [])
            _ = try await shop.post("/api/v1/auth/forgot-password", #"{"email": "ann@example.com"}"#)
            let code = try #require(try await mails.mails("code").first?.code)
            let reset = #"{"email": "ann@example.com", "otp": "\#(code)", "new_password": "SecurePass124"}"#
            #expect(try await shop.post("/api/v1/auth/reset-password", reset).status == 204)
            let token = try await shop.token(of: "ann@example.com", "SecurePass124")
            try await eventually { try await shop.orders(of: token) == [order.id] }
        }
    }

    @Test func manyOrdersAreClaimedOnceByManyWorkers() async throws {
        try await withShop { shop in
            _ = try await shop.registered("ann@example.com")
            let orders = Repository<Order>(shop.database)
            let template = try await shop.storedOrder(try await shop.guestOrder("ann@example.com").id)
            try await orders.createMany(
                (0..<250).map { number in
                    var order = template
                    order.id = ObjectID()
                    order.number = "B-\(2_000_000_000 + number)"
                    order.createdAt += Double(number)
                    return order
                })
            let user = try #require(try await shop.user("ann@example.com"))
            let claims = try self.feature(shop).claims
            #expect(try await claims.claim(by: user.id) == 0)
            try await shop.verify("ann@example.com")
            _ = try await parallel(4) { _ in try await claims.claim(by: user.id) }
            #expect(try await orders.count(\.userID == user.id.hexString) == 251)
            #expect(try await claims.claim(by: user.id) == 0)
            let log = try await shop.documents("audit_log", where: ["kind": "order", "before.user_id": ""])
            #expect(log.count == 251)
            let plan = try await orders.using(index: Order.byEmail.name).explain(
                Order.guests("ann@example.com"), sort: OrderRepository.newestFirst, limit: 100)
            #expect(plan.index == Order.byEmail.name && !plan.stages.contains("SORT"), "\(plan)")
        }
    }

    @Test func aStepThatIsDoneAgainDoesNothing() async throws {
        try await withShop { shop in
            let order = try await shop.guestOrder("ann@example.com")
            let id = try #require(ObjectID(order.id))
            let orders = OrderRepository(Collections(shop.database))
            let (ann, bo) = (ObjectID(), ObjectID())
            func claim(_ email: String, _ user: ObjectID) async throws -> Order? {
                try await shop.database.client.transaction {
                    try await orders.run(.claim(id, of: email, by: user), in: $0)
                }
            }
            #expect(try await claim("bo@example.com", bo) == nil)
            #expect(try await claim("ann@example.com", ann)?.userID == ann.hexString)
            #expect(try await claim("ann@example.com", ann) == nil)
            #expect(try await claim("ann@example.com", bo) == nil)
            #expect(try await shop.storedOrder(order.id).userID == ann.hexString)
        }
    }

    @Test func theDoctorFindsWhatNobodyHasClaimed() async throws {
        try await withShop { shop in
            _ = try await shop.registered("ann@example.com")
            let order = try await shop.guestOrder("ann@example.com")
            _ = try await shop.guestOrder("bo@example.com")
            try await shop.verify("ann@example.com")
            // It may still wait for its job.
            #expect(try await shop.faults() == [:])
            let past = BSONValue.date(.now - 7200)
            try await shop.update("orders", [:], ["$set": ["created_at": past]])
            try await shop.update("users", ["email": "ann@example.com"], ["$set": ["verified_at": past]])
            #expect(try await shop.faults() == ["guests": 1])
            var mended = 0
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 3) {
                if $0.name == "guests" { mended = $0.mended }
            }
            #expect(mended == 1)
            #expect(try await shop.faults() == [:])
            let user = try #require(try await shop.user("ann@example.com"))
            #expect(try await shop.storedOrder(order.id).userID == user.id.hexString)
        }
    }
}
