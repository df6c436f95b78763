import BSON
import FoundationEssentials
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Buyers are told of each step of their orders, once and in order, whichever mount they bought by.
@Suite struct OrderMailTests {
    private func subjects(_ mails: MailServer, to address: String) throws -> [String] {
        try mails.mails().filter { $0.recipients == [address] && $0["Subject"]?.contains("B-") == true }
            .compactMap { $0["Subject"] }
    }

    @Test func eachStepIsToldOnceAndInOrder() async throws {
        try await withMail { shop, mails in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            _ = try await shop.move(id, to: "processing", as: admin)
            let parcel =
                #", "note": "By bike", "tracking": {"carrier": "DHL", "number": "4711", "url": "https://dhl.com/1"}"#
            _ = try await shop.move(id, to: "shipped", parcel, as: admin)
            // A second process brings and sends, too.
            try await shop.withAnotherInstance { other in
                _ = try await other.move(id, to: "delivered", as: admin)
                try await eventually(within: .seconds(30)) {
                    try self.subjects(mails, to: "ann@example.com").count == 6
                }
            }
            let number = try await shop.storedOrder(id).number
            let expected = [
                "Your order", "We have your payment: order", "Confirmed: order", "Being packed: order",
                "On its way: order", "Delivered: order",
            ].map { "\($0) \(number) at Lamps & Co." }
            #expect(try self.subjects(mails, to: "ann@example.com") == expected)
            let shipped = try #require(try mails.mails().first { $0["Subject"]?.contains("On its way") == true })
            for text in ["By bike", "DHL", "4711", "https://dhl.com/1", "2 x Gaming Laptop Pro: 4999.98"] {
                #expect(shipped.text?.contains(text) == true, "\(text)")
            }
            #expect(shipped.defects.isEmpty)
        }
    }

    @Test(arguments: [("failure", "Not paid: order"), ("canceled", "Cancelled: order")])
    func anOrderThatEndsIsToldOfInV1(outcome: String, subject: String) async throws {
        try await withMail { shop, mails in
            let user = try await shop.signUp("ann@example.com")
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, token: user)
            let body = #"{"payment_token": "tok_manual"}"#
            let id = try await shop.post("/api/v1/orders", body, token: user)["id"]?.text ?? ""
            _ = try await shop.post("/api/v1/payments/confirm?order_id=\(id)&outcome=\(outcome)", "", token: user)
            try await eventually(within: .seconds(20)) { try self.subjects(mails, to: "ann@example.com").count == 2 }
            #expect(try self.subjects(mails, to: "ann@example.com").last?.hasPrefix(subject) == true)
        }
    }

    @Test func aMailThatCanNotBeSentKeepsNoneFromBeingSent() async throws {
        try await withMail { shop, mails in
            let user = try await shop.signUp("ann@example.com")
            // No server takes a mail to it.
            try await shop.update("users", ["email": "ann@example.com"], ["$set": ["email": "ann@@example.com"]])
            let id = try await shop.order(1, quantity: 1, as: user)
            try await eventually { try await shop.jobs.count(state: .dead, kind: "order_mail") == 1 }
            try await shop.update("users", ["email": "ann@@example.com"], ["$set": ["email": "ann@example.com"]])
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            try await eventually(within: .seconds(20)) { try self.subjects(mails, to: "ann@example.com").count == 2 }
            #expect(try self.subjects(mails, to: "ann@example.com").last?.hasPrefix("Confirmed") == true)
        }
    }
}
