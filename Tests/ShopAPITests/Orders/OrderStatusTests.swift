import BSON
import FoundationEssentials
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// `PATCH /api/v1/orders/{id}/status`: an order's way to the door.
@Suite struct OrderStatusTests {
    private static let stages = [
        "pending", "confirmed", "processing", "shipped", "delivered", "failed", "cancelled", "refunded",
    ]

    @Test func everyStepIsDoneOrRefused() async throws {
        let allowed: Set = [
            "pending confirmed", "pending failed", "pending cancelled", "confirmed processing", "confirmed cancelled",
            "processing shipped", "processing cancelled", "shipped delivered",
        ]
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            try await shop.stock(100, of: 1, as: admin)
            for from in Self.stages {
                for to in Self.stages {
                    let id = try await shop.order(standing: from, of: user, by: admin)
                    let before = try await shop.storedOrder(id)
                    let reply = try await shop.move(id, to: to, as: admin)
                    let isDone = allowed.contains("\(from) \(to)")
                    #expect(reply.status == (isDone || from == to ? 200 : 409), "\(from) \(to): \(reply.text)")
                    if reply.status == 409 { #expect(reply["code"]?.text == "bad_transition") }
                    let after = try await shop.storedOrder(id)
                    #expect(after.stage.rawValue == (isDone ? to : from), "\(from) \(to)")
                    if !isDone { #expect(after.history == before.history && after.updatedAt == before.updatedAt) }
                }
            }
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func anOrderThatWasPaidOtherwiseIsConfirmedByHand() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            let reply = try await shop.move(id, to: "confirmed", as: admin)
            #expect(reply.status == 200 && reply["status"]?.text == "confirmed")
            #expect(reply["payment"]?["gateway"]?.text == "manual" && reply["payment"]?["status"]?.text == "paid")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"]?.text == "paid")
            #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
            #expect(try await shop.history(of: id) == ["placed", "paid", "confirmed"])
        }
    }

    @Test func whatIsNotThereIsNotConfirmed() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 16, as: user)
            let reply = try await shop.move(id, to: "confirmed", as: admin)
            #expect(reply.status == 409 && reply["code"]?.text == "out_of_stock")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"]?.text == "pending")
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
        }
    }

    @Test func whatIsCancelledCanBeBoughtAgain() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            for step in ["confirmed", "processing"] {
                #expect(try await shop.move(id, to: step, as: admin).status == 200)
            }
            let cancelled = try await parallel(5) { _ in try await shop.move(id, to: "cancelled", as: admin).status }
            #expect(cancelled == [200, 200, 200, 200, 200])
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
            let order = try await shop.storedOrder(id)
            #expect(order.stage == .cancelled && order.items.map(\.restockedQuantity) == [2])
            #expect(
                order.history.map(\.event) == [
                    .placed, .paid, .confirmed, .processing, .cancelled, .refundAsked, .refundDone,
                ])
            // It was paid to a person, who gives it back.
            #expect(order.refunds.map(\.state) == [.done] && order.refunded == order.total)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func anOrderThatHasChangedSinceIsNotMoved() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            let path = "/api/v1/orders/\(id)"
            let tag = try #require(try await shop.get(path, token: admin).headers[.eTag])
            let condition: HTTPFields = [.ifMatch: tag]
            let body = #"{"status": "confirmed"}"#
            #expect(try await shop.patch("\(path)/status", body, token: admin, headers: condition).status == 200)
            let late = try await shop.patch(
                "\(path)/status", #"{"status": "processing"}"#, token: admin, headers: condition)
            #expect(late.status == 412)
            #expect(try await shop.get(path, token: user)["status"]?.text == "confirmed")
        }
    }

    @Test func onlyWhoMayChangeOrdersDoes() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.move(id, to: "confirmed", as: user).status == 403)
            let path = "/api/v1/orders/\(id)/status"
            #expect(try await shop.patch(path, #"{"status": "confirmed"}"#).status == 401)
            let admin = try await shop.admin()
            for body in [#"{"status": "gone"}"#, "{}", #"{"status": "shipped", "tracking": {"url": "javascript:x"}}"#] {
                #expect(try await shop.patch(path, body, token: admin).status == 422)
            }
            #expect(try await shop.move("B-0000000000", to: "confirmed", as: admin).status == 404)
            #expect(try await shop.send(.put, path, #"{"status": "confirmed"}"#, token: admin).status == 200)
        }
    }

    @Test func aConfirmationByHandAndAPaymentAtOnceSellOnce() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for _ in 0..<5 {
                let id = try await shop.order(1, quantity: 1, as: user)
                _ = try await parallel(4) { index in
                    index % 2 == 0
                        ? try await shop.move(id, to: "confirmed", as: admin).status
                        : try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status
                }
                #expect(try await shop.history(of: id) == ["placed", "paid", "confirmed"])
            }
            #expect(try await shop.books(of: 1) == [10, 0, 5, 15])
            #expect(try await shop.faults() == [:])
        }
    }
}
