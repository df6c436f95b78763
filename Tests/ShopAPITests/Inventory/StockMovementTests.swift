import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// Why the inventory is what it is.
@Suite(.timeLimit(.minutes(30)))
struct StockMovementTests {
    private func movements(
        of product: String, as admin: String, _ shop: ShopClient, _ query: String = "page_size=100"
    ) async throws -> [JSONNode] {
        let reply = try await shop.get("/api/v1/admin/inventory/\(product)/movements?\(query)", token: admin)
        #expect(reply.status == 200, "\(reply.text)")
        return reply["items"]?.elements ?? []
    }

    /// As `-2 sold`.
    private func told(_ movements: [JSONNode]) -> [String] {
        movements.map { "\($0["change"]?.integer ?? 0) \($0["reason"]?.text ?? "")" }
    }

    @Test func eachChangeIsToldWithItsReason() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp()
            _ = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 20)
            // At the root nothing is set aside: what is not paid has moved nothing.
            let unpaid = try await shop.order(500, quantity: 3, as: user)
            let (paid, _) = try await shop.paidOrder(500, quantity: 2, as: user)
            let waiting = try await shop.placeOrder(4, of: 500, paying: "tok_manual", as: user)
            let cancelled = try await shop.placeOrder(5, of: 500, paying: "tok_manual", as: user)
            #expect(try await shop.cancel(cancelled, as: user).status == 200)
            let returned =
                try await shop.paidOrder(
                    of: #"{"product_id": 500, "quantity": 3}"#, as: user, by: admin)["id"]?.text ?? ""
            #expect(
                try await shop.refund(
                    returned, #"{"items": [{"product_id": 500, "quantity": 1}]}"#, as: admin
                ).status == 200)
            _ = try await shop.post(
                "/api/v1/admin/inventory/adjust", #"{"product_id": 500, "change": -1, "reason": "Broken"}"#,
                token: admin)
            let movements = try await self.movements(of: "lamp", as: admin, shop)
            #expect(
                self.told(movements) == [
                    "-1 Broken", "1 returned", "-3 sold", "5 released", "-5 reserved", "-4 reserved", "-2 sold",
                    "20 created",
                ])
            #expect(
                movements.map { $0["order_id"]?.text } == [
                    nil, returned, returned, cancelled, cancelled, waiting, paid, nil,
                ])
            #expect(movements.compactMap { $0["change"]?.integer }.reduce(0, +) == 11)
            #expect(try await shop.inventory(of: 500) == 11)
            _ = unpaid
            // Pages, with all that are counted.
            let reply = try await shop.get(
                "/api/v1/admin/inventory/500/movements?page=2&page_size=3", token: admin)
            #expect(reply["total"]?.integer == 8 && reply["has_next"] == true)
            #expect(self.told(reply["items"]?.elements ?? []) == ["5 released", "-5 reserved", "-4 reserved"])
            let last = try await shop.get("/api/v1/admin/inventory/500/movements?page=3&page_size=3", token: admin)
            #expect(last["has_next"] == false && last["items"]?.elements.count == 2)
        }
    }

    @Test func variantsAndOtherChangesAreToldToo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.addProduct(as: admin, id: 500, slug: "shirt", inventory: 6)
            let id = added["id"]?.text ?? ""
            _ = try await shop.patch("/admin/products/\(id)", #"{"inventory": 8}"#, token: admin)
            let size = try await shop.addVariant("S", to: "500", inventory: 5, as: admin)
            _ = try await shop.patch(
                "/api/v1/products/500/variants/\(size)", #"{"inventory": 9}"#, token: admin)
            let movements = try await self.movements(of: "500", as: admin, shop)
            #expect(
                self.told(movements).sorted()
                    == ["6 created", "2 changed", "-8 changed", "5 changed", "4 changed"].sorted())
            #expect(movements.filter { $0["variant_id"]?.text == size }.count == 2)
            #expect(movements.compactMap { $0["change"]?.integer }.reduce(0, +) == 9)
            #expect(try await shop.get("/api/v1/products/500")["inventory"]?.integer == 9)
        }
    }

    /// What was stocked before anybody wrote it down is the beginning, and stays it when the first adjustment comes.
    @Test func theBooksOfBeforeAreTheBeginning() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp()
            _ = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 20)
            _ = try await shop.paidOrder(500, quantity: 2, as: user)
            try await Repository<StockAdjustment>(shop.database).delete(.all)
            #expect(self.told(try await self.movements(of: "500", as: admin, shop)) == ["-2 sold", "20 opening"])
            _ = try await shop.post(
                "/api/v1/admin/inventory/adjust", #"{"product_id": 500, "change": 3, "reason": "Found"}"#,
                token: admin)
            #expect(
                self.told(try await self.movements(of: "500", as: admin, shop))
                    == ["3 Found", "-2 sold", "20 opening"])
            #expect(try await shop.inventory(of: 500) == 21)
        }
    }

    @Test func theDoctorFindsWhatAdjustmentsLack() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 20)
            let invariant = AdjustmentsInvariant(adjustments: shop.backend.shop.catalog.adjustments)
            #expect(try await invariant.examine(listing: 3).faultCount == 0)
            // A program that knows of no adjustments stocks more.
            try await Repository<Product>(shop.database).updateOne(
                \.productID == 500, .set(\.inventory, 25), .set(Product.stocked, to: 25))
            #expect(try await invariant.examine(listing: 3).faultCount == 1)
            #expect(try await invariant.mend() == 1)
            #expect(try await invariant.examine(listing: 3).faultCount == 0)
            #expect(
                self.told(try await self.movements(of: "500", as: admin, shop)) == ["5 counted", "20 created"])
            // What is removed for good takes them with it.
            _ = try await shop.delete("/admin/products/\(added["id"]?.text ?? "")", token: admin)
            let left = try await Repository<StockAdjustment>(shop.database).count(
                \.productID == ObjectID(added["id"]?.text ?? "")!)
            #expect(left == 0)
        }
    }
}
