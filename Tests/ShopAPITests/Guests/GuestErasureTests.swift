import BSON
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// What is left of guests whose data were erased: what was bought.
@Suite(.timeLimit(.minutes(30)))
struct GuestErasureTests {
    @Test func nothingThatLeadsToAPersonStays() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addCoupon("ONCE", #""max_uses_per_user": 1"#, as: admin)
            let fields = #", "notes": "Ring", "coupon": "ONCE", "shipping_address": \#(ShopClient.berlin)"#
            let (order, others) = (
                try await shop.guestOrder("ann@example.com", fields),
                try await shop.guestOrder("bo@example.com", #", "notes": "Knock""#)
            )
            let parcel = #", "note": "To Ann", "tracking": {"number": "4711"}"#
            for step in ["confirmed", "processing"] { _ = try await shop.move(order.id, to: step, as: admin) }
            #expect(try await shop.move(order.id, to: "shipped", parcel, as: admin).status == 200)
            #expect(try await shop.backend.shop.eraseGuest(email: "ann@example.com") == 1)
            #expect(try await shop.backend.shop.eraseGuest(email: "ann@example.com") == 0)
            let stored = try await shop.storedOrder(order.id)
            #expect(stored.shippingAddress == nil && stored.billingAddress == nil && stored.notes == nil)
            #expect(stored.email == nil && stored.tracking == nil && stored.items.count == 1)
            #expect(stored.history.allSatisfy { $0.note == nil && $0.author?.address == nil })
            let log = try await shop.documents("audit_log", where: ["subject": .string(order.id)])
            let placed = try #require(log.first { $0["before"] ?? .null == .null })
            #expect(placed["author"]?.documentValue?["address"] ?? .null == .null)
            #expect(try await shop.documents("coupon_users").isEmpty)
            let other = try await shop.storedOrder(others.id)
            #expect(other.email == "bo@example.com" && other.notes == "Knock")
            // What is left is nobody's.
            _ = try await shop.registered("ann@example.com")
            try await shop.verify("ann@example.com")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aClaimedOrderGoesWithItsAccount() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let ann = try await shop.registered("ann@example.com")
            let order = try await shop.guestOrder(
                "ann@example.com", #", "shipping_address": \#(ShopClient.berlin)"#)
            try await shop.verify("ann@example.com")
            try await eventually { try await shop.orders(of: ann) == [order.id] }
            #expect(try await shop.backend.shop.eraseGuest(email: "ann@example.com") == 0)
            let erased = try await shop.send(
                .delete, "/api/v1/users/me", #"{"password": "\#(ShopClient.password)"}"#, token: ann)
            #expect(erased.status == 204)
            try await eventually {
                let stored = try await shop.storedOrder(order.id)
                return stored.email == nil && stored.shippingAddress == nil
            }
        }
    }
}
