import BSON
import Foundation
import HTTPTypes
import MongoODM
import PDFTestSupport
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts
@testable import Orders

/// `GET /api/v1/orders/{id}/invoice`.
@Suite struct InvoiceRouteTests {
    /// The text of the document of an answer.
    private func text(_ reply: Reply) throws -> String {
        try PDFTool.text("pdftotext", ["-layout"], on: reply.body, after: ["-"])
    }

    @Test func whoMaySeeIt() async throws {
        try await withShop { shop in
            let (owner, other) = (try await shop.signUp(), try await shop.signUp("other@example.com"))
            let reader = try await shop.signUp("reader@example.com")
            try await Repository<User>(shop.database).updateOne(
                \.email == "reader@example.com", .set(\.permissionNames, ["read:order"]))
            try await eventually { try await shop.get("/api/v1/admin/orders", token: reader).status == 200 }
            let callers = [owner, other, reader, try await shop.admin(), nil]
            let paid = try await shop.paidOrder(as: owner)
            let pending = try await shop.order(2, quantity: 1, as: owner)
            for (order, statuses) in [
                (paid, [200, 404, 200, 200, 401]), (pending, [409, 404, 409, 409, 401]),
                (ObjectID().hexString, [404, 404, 404, 404, 401]), ("B-0000000000", [404, 404, 404, 404, 401]),
                ("%00", [404, 404, 404, 404, 401]),
            ] {
                for (caller, status) in zip(callers, statuses) {
                    #expect(try await shop.invoice(of: order, as: caller).status == status, "\(order)")
                }
            }
        }
    }

    @Test func anOrderThatIsNotPaidHasNone() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            let early = try await shop.invoice(of: id, as: user)
            #expect(early.status == 409 && early["code"]?.text == "not_paid")
            _ = try await shop.post("/payments/confirm?order_id=\(id)&outcome=failure", "", token: user)
            #expect(try await shop.invoice(of: id, as: user)["code"]?.text == "not_paid")
            #expect(try await shop.invoices().isEmpty)
        }
    }

    @Test func itIsAFileThatIsTheSameEveryTime() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.paidOrder(as: user)
            let first = try await shop.invoice(of: id, as: user)
            #expect(first.status == 200 && first.headers[.contentType] == "application/pdf")
            let number = try #require(try await shop.invoices().first?.number)
            #expect(first.headers[.contentDisposition]?.contains("filename=\"invoice-\(number).pdf\"") == true)
            #expect(first.headers[.init("Cross-Origin-Resource-Policy")!] != "cross-origin")
            let again = try await shop.invoice(of: id, as: user)
            #expect(first.body == again.body)
            let tag = try #require(first.headers[.eTag])
            let unchanged = try await shop.invoice(of: id, as: user, headers: [.ifNoneMatch: tag])
            #expect(unchanged.status == 304 && unchanged.body.isEmpty)
            // Another instance makes the same, whatever its seller is called now.
            try await shop.withAnotherInstance {
                $0.invoices = InvoiceSettings(sellerName: "Another", numberPrefix: "X-")
            } _: { other in
                let reply = try await other.invoice(of: id, as: user)
                #expect(reply.body == first.body)
            }
        }
    }

    @Test func itSaysWhatTheOrderHasCost() async throws {
        try await withShop {
            $0.invoices = InvoiceSettings(
                sellerName: "The Lamp Shop", sellerAddress: ["1 Light Road", "London"], sellerTaxID: "GB123",
                numberPrefix: "RE-")
        } _: { shop in
            let order = try await shop.storeOrder { order in
                order.coupon = OrderCoupon(code: "SAVE10", type: "fixed", value: nil, discount: order.discount)
                order.shippingMethod = OrderShipping(id: "x", name: "Express", price: order.shippingCost, days: 2)
                order.history = [OrderEvent(.paid, at: Date(timeIntervalSince1970: 1_780_000_000), by: nil)]
            }
            let reply = try await shop.invoice(of: order.number, as: try await shop.admin())
            #expect(reply.status == 200)
            let lines = try self.text(reply).split(separator: "\n").map {
                $0.split(separator: " ").joined(separator: " ")
            }
            for words in [
                "The Lamp Shop", "1 Light Road", "Tax ID: GB123", "Order: \(order.number)", "Paid: 2026-05-28",
                "Ann Miller", "c/o Bo", "10115 Berlin", "ann@example.com", "Plain tee 3 19.99 59.97", "TEE-M",
                "Subtotal 59.97", "Discount (SAVE10) -10.00", "Shipping (Express) 4.90", "Tax 2.90",
                "Total (USD) 57.77",
            ] {
                #expect(lines.contains { $0.contains(words) }, "\(words) in \(lines)")
            }
            let year = Date.now.formatted(.iso8601.year())
            #expect(lines.contains { $0.contains("Number: RE-\(year)-000001") })
        }
    }

    @Test func whatAnOldOrderLacksIsLeftOut() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.paidOrder(as: user)
            // As an earlier version has stored it.
            let kept: BSONDocument = [
                "_id": 1, "user_id": 1, "items": 1, "total": 1, "currency": 1, "status": 1, "created_at": 1,
            ]
            try await shop.database.run([
                "update": "orders", "updates": [["q": [:], "u": [["$project": .document(kept)]]]],
            ])
            let text = try self.text(try await shop.invoice(of: id, as: user))
            #expect(text.contains("Order: \(id)") && text.contains("2499.99"))
            for word in ["Billed", "Delivered", "Discount", "Shipping", "Paid", "nil", "Optional"] {
                #expect(!text.contains(word), "\(word)")
            }
        }
    }

    @Test func aNameOfAnyScriptAndLengthIsShown() async throws {
        try await withShop { shop in
            let names = [
                "قهوة عربية", "मसाला चाय", "普洱茶", "ชา 😀", String(repeating: "long ", count: 2_000), "\u{202E}cba\0",
            ]
            let order = try await shop.storeOrder { order in
                let item = order.items[0]
                order.items = names.map { name in
                    var item = item
                    item.name = name
                    return item
                }
                order.shippingAddress?.fullName = "محمد علي"
            }
            let reply = try await shop.invoice(of: order.id.hexString, as: try await shop.admin())
            let text = try self.text(reply)
            #expect(text.contains("普洱茶") && text.contains("ชา"))
            let picture = try Picture(reply.body)
            // Nothing reaches the edge of the page.
            #expect(try #require(picture.ink).columns.upperBound < picture.width - 80)
            #expect(reply.body.count < 400_000)
        }
    }

    @Test func manyAtOnceAreAllAnswered() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.paidOrder(as: user)
            let replies = try await parallel(60) { _ in try await shop.invoice(of: id, as: user) }
            #expect(Set(replies.map(\.status)).isSubset(of: [200, 503]))
            #expect(Set(replies.filter { $0.status == 200 }.map(\.body)).count == 1)
            #expect(try await shop.invoices().count == 1)
        }
    }

    @Test func theDescriptionSaysThatItIsAFile() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json")
            let responses = document["paths"]?["/api/v1/orders/{id}/invoice"]?["get"]?["responses"]
            let schema = responses?["200"]?["content"]?["application/pdf"]?["schema"]
            #expect(schema?["format"] == "binary")
            for status in ["401", "404", "409", "503"] { #expect(responses?[status] != nil, "\(status)") }
        }
    }
}
