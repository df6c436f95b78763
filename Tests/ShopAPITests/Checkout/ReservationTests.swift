import BSON
import Foundation
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// The pieces that orders of `/api/v1` set aside.
@Suite(.timeLimit(.minutes(30))) struct ReservationTests {
    @Test func anOrderSetsItsPiecesAside() async throws {
        try await withShop(configure: { $0.payments.reservation = .seconds(90) }) { shop in
            let user = try await shop.signUp()
            let reply = try await shop.requestOrder(2, as: user)
            #expect(reply.status == 201 && reply["status"] == "pending")
            #expect(reply["payment"]?["attempts"]?.integer == 1 && reply["payment"]?["gateway"] == "simulated")
            #expect(try await shop.books(of: 1) == [13, 2, 0, 15])
            let order = try await shop.storedOrder(reply["id"]?.text ?? "")
            #expect(order.isReserved && order.expiresAt?.timeIntervalSince(order.createdAt) == 90)
            #expect(reply["expires_at"]?.text?.isEmpty == false)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func everyShortLineIsNamedAndNothingIsSetAside() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("TEN", as: admin)
            let stock = [try await shop.books(of: 1), try await shop.books(of: 2), try await shop.books(of: 3)]
            let wanted = [stock[0][0] + 1, 1, stock[2][0] + 5]
            let lines = (0..<3).map { #"{"product_id": \#($0 + 1), "quantity": \#(wanted[$0])}"# }
            for product in 1...3 {
                let line = #"{"product_id": \#(product)}"#
                #expect(try await shop.post("/api/v1/cart/items", line, token: user).status == 201)
            }
            // The cart is older than what has become of the stock.
            try await shop.update(
                "carts", [:],
                ["$set": ["items.0.qty": .int64(Int64(wanted[0])), "items.2.qty": .int64(Int64(wanted[2]))]])
            let cart = try await shop.get("/api/v1/cart", token: user)["items"]
            for body in [#"{"items": [\#(lines.joined(separator: ","))], "coupon": "TEN"}"#, #"{"coupon": "TEN"}"#] {
                let reply = try await shop.post("/api/v1/orders", body, token: user)
                #expect(reply.status == 409 && reply["code"] == "out_of_stock", "\(reply.text)")
                let short = reply["items"]?.elements ?? []
                let named = Set(short.compactMap { $0["product_id"]?.text })
                #expect(
                    named == [try await shop.productID(of: 1).hexString, try await shop.productID(of: 3).hexString])
                #expect(short.allSatisfy { $0["variant_id"] == .null })
                #expect(Set(short.compactMap { $0["requested"]?.integer }) == [wanted[0], wanted[2]])
                #expect(Set(short.compactMap { $0["available"]?.integer }) == [stock[0][0], stock[2][0]])
            }
            let after = [try await shop.books(of: 1), try await shop.books(of: 2), try await shop.books(of: 3)]
            #expect(after == stock)
            #expect(try await shop.get("/api/v1/cart", token: user)["items"] == cart)
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
            #expect(try await shop.get("/api/v1/orders", token: user)["total"]?.integer == 0)
        }
    }

    @Test func rootOrdersTakeWhatIsNotSetAside() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let reserved = try await shop.placeOrder(14, as: user)
            for (quantity, status) in [(2, "failed"), (1, "paid")] {
                let id = try await shop.order(1, quantity: quantity, as: user)
                #expect(
                    try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"]?.text == status)
            }
            #expect(try await shop.books(of: 1) == [0, 14, 1, 15])
            #expect(try await shop.confirm(reserved, as: user)["status"] == "confirmed")
            #expect(try await shop.books(of: 1) == [0, 0, 15, 15])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func thirtyBuyersOfFifteenPieces() async throws {
        try await withShop { shop in
            let users = try await parallel(30) { _ in try await shop.signUp() }
            let replies = try await parallel(30) { try await shop.requestOrder(as: users[$0]) }
            #expect(replies.count { $0.status == 201 } == 15)
            for loser in replies where loser.status != 201 {
                #expect(loser.status == 409 && loser["code"] == "out_of_stock", "\(loser.text)")
                #expect(loser["items"]?.elements.first?["available"]?.integer == 0)
            }
            #expect(try await shop.books(of: 1) == [0, 15, 0, 15])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func ordersOfTheSameProductsInOppositeOrdersDoNotHinderEachOther() async throws {
        try await withShop { shop in
            let users = try await parallel(10) { _ in try await shop.signUp() }
            let replies = try await parallel(10) { index in
                let lines = [2, 3, 4].map { #"{"product_id": \#($0)}"# }
                let body = (index % 2 == 0 ? lines : lines.reversed()).joined(separator: ",")
                return try await shop.post("/api/v1/orders", #"{"items": [\#(body)]}"#, token: users[index])
            }
            #expect(replies.allSatisfy { $0.status == 201 }, "\(replies.map(\.text))")
            for product in [2, 3, 4] { #expect(try await shop.books(of: product)[1] == 10) }
        }
    }

    @Test(arguments: [
        ("success", "confirmed", [13, 0, 2, 15]), ("failure", "failed", [15, 0, 0, 15]),
        ("canceled", "cancelled", [15, 0, 0, 15]),
    ])
    func whatIsSetAsideIsSoldOrFree(outcome: String, status: String, books: [Int]) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for mount in ["", "/api/v1"] {
                let id = try await shop.placeOrder(2, as: user)
                let path = "\(mount)/payments/confirm?order_id=\(id)&outcome=\(outcome)"
                let replies = try await parallel(4) { _ in try await shop.post(path, "", token: user) }
                #expect(replies.allSatisfy { $0.status == 200 })
                let reply = try await shop.get("/api/v1/orders/\(id)", token: user)
                #expect(reply["status"]?.text == status && reply["expires_at"] == .null)
                let charges = try await shop.charges(of: id)
                #expect(charges.count == (status == "confirmed" ? 1 : 0))
                if status == "confirmed", mount.isEmpty { #expect(try await shop.books(of: 1) == books) }
            }
            if status != "confirmed" { #expect(try await shop.books(of: 1) == books) }
            #expect(try await shop.faults() == [:])
        }
    }

    @Test(arguments: ["confirmed", "failed", "cancelled"])
    func byHandTheyAreSoldOrFree(status: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.placeOrder(2, as: user)
            #expect(try await shop.move(id, to: status, as: admin).status == 200)
            #expect(try await shop.books(of: 1) == (status == "confirmed" ? [13, 0, 2, 15] : [15, 0, 0, 15]))
            #expect(try await shop.faults() == [:])
        }
    }
}
