import BSON
import Schemas
import ShopAPI
import TestSupport
import Testing

@testable import Orders

/// What guests are told of their orders.
@Suite(.timeLimit(.minutes(30)))
struct GuestMailTests {
    private func subjects(_ mails: MailServer, to address: String) throws -> [String] {
        try mails.mails().filter { $0.recipients == [address] && $0["Subject"]?.contains("B-") == true }
            .compactMap { $0["Subject"] }
    }

    @Test func aGuestIsToldByTheAddressOfTheOrder() async throws {
        try await withMail { shop, mails in
            let admin = try await shop.admin()
            let order = try await shop.guestOrder("ann@example.com")
            #expect(try await shop.move(order.id, to: "confirmed", as: admin).status == 200)
            try await eventually { try self.subjects(mails, to: "ann@example.com").count >= 3 }
            let subjects = try self.subjects(mails, to: "ann@example.com")
            let number = try #require(order.reply["number"]?.text)
            #expect(subjects.first == "Your order \(number) at Lamps & Co.")
            #expect(subjects.last == "Confirmed: order \(number) at Lamps & Co.")
        }
    }

    /// Whoever gives another's address again and again doesn't fill the other's mailbox.
    @Test func ofManyUnpaidOrdersByOneAddressMostAreNotTold() async throws {
        try await withMail { shop, mails in
            let unpaid = #", "payment_token": "tok_manual""#
            var orders: [GuestOrder] = []
            for product in 1...8 {
                orders.append(try await shop.guestOrder("ann@example.com", product: product, unpaid))
            }
            let other = try await shop.guestOrder("bo@example.com", unpaid)
            try await eventually { try self.subjects(mails, to: "bo@example.com").count >= 1 }
            for order in orders + [other] {
                try await eventually { try await shop.storedOrder(order.id).mailed > 0 }
            }
            let placed = try self.subjects(mails, to: "ann@example.com").filter { $0.hasPrefix("Your order") }
            #expect(placed.count == OrderMails.mostUnpaid)
            // One that is paid is no trick.
            let last = try #require(orders.last)
            #expect(try await shop.move(last.id, to: "confirmed", as: try await shop.admin()).status == 200)
            let number = try #require(last.reply["number"]?.text)
            try await eventually {
                try self.subjects(mails, to: "ann@example.com").contains { $0.hasPrefix("Confirmed: order \(number)") }
            }
        }
    }
}
