import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders
@testable import Shop

/// What orders keep of a user whose account is gone: what was bought.
@Suite struct OrderErasureTests {
    @Test func nothingThatLeadsToAPersonStays() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            let parcel = #", "note": "To Ann", "tracking": {"number": "4711"}"#
            for step in ["confirmed", "processing"] { _ = try await shop.move(id, to: step, as: admin) }
            #expect(try await shop.move(id, to: "shipped", parcel, as: admin).status == 200)
            let orders = Repository<Order>(shop.database)
            let address = PostalAddress(
                fullName: "Ann Miller", line1: "Hauptstr. 5", line2: nil, city: "Berlin", state: nil,
                postalCode: "10115", country: "DE", phone: nil)
            let orderID = try #require(ObjectID(id))
            try await orders.updateOne(
                \.id == orderID, .set(\.shippingAddress, address), .set(\.billingAddress, address),
                .set(\.notes, "Ring"), .set(\.email, "ann@example.com"))
            let userID = try #require(ObjectID(try await shop.storedOrder(id).userID))
            let feature = try #require(shop.backend.shop.features.compactMap { $0 as? OrdersFeature }.first)
            for part in feature.personalData { try await part.eraseTraces(of: userID) }
            let order = try await shop.storedOrder(id)
            #expect(order.shippingAddress == nil && order.billingAddress == nil && order.notes == nil)
            #expect(order.email == nil && order.tracking == nil)
            #expect(order.history.allSatisfy { $0.note == nil && $0.author?.name == "" && $0.author?.address == nil })
            #expect(order.userID == userID.hexString && order.items.count == 1 && order.stage == .shipped)
            #expect(order.unmoved == 0)
        }
    }
}
