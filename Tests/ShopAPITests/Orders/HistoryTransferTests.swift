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

/// What happens to orders comes into the audit log, once, whoever brings it.
@Suite struct HistoryTransferTests {
    private func transfer(_ shop: ShopClient) throws -> HistoryTransfer {
        try #require(shop.backend.shop.features.compactMap { $0 as? OrdersFeature }.first).history
    }

    private func entries(_ shop: ShopClient) async throws -> [BSONDocument] {
        try await shop.documents("audit_log", where: ["kind": "order"])
    }

    @Test func placingAndPayingWriteTheOrderAlone() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.know(user)
            let added = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(added.status == 200)
            var id = ""
            let placing = try await shop.questions {
                id = try await shop.post("/checkout/create-order", "", token: user)["order_id"]?.text ?? ""
            }
            let paying = try await shop.questions {
                let paid = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
                #expect(paid.status == 200)
            }
            // On a busy machine it may not be known for a moment who asks.
            func ofShop(_ questions: [String]) -> [String] {
                questions.filter { !$0.hasSuffix(".users") && !$0.hasSuffix(".sessions") }
                    .map { "\($0.prefix { $0 != " " }) \($0.split(separator: ".").last ?? "")" }
            }
            #expect(
                ofShop(placing) == ["find carts", "find products", "findAndModify carts", "insert orders"], "\(placing)"
            )
            #expect(ofShop(paying) == ["findAndModify orders", "findAndModify products"], "\(paying)")
            #expect(try await self.entries(shop).isEmpty)
            #expect(try await shop.documents("jobs", where: ["kind": "order_mail"]).isEmpty)
            #expect(try await shop.storedOrder(id).unmoved == 3)
        }
    }

    @Test func eachStepIsAnEntryOnceHoweverOftenItIsBrought() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            let transfer = try self.transfer(shop)
            try await transfer.settle()
            #expect(try await self.entries(shop).count == 1)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            for status in ["processing", "shipped"] { _ = try await shop.move(id, to: status, as: admin) }
            _ = try await parallel(6) { _ in try await transfer.settle() }
            // As after a process that was killed before it could say that it had done so.
            try await shop.update("orders", [:], ["$set": ["unmoved": 5]])
            try await transfer.settle()
            let entries = try await shop.get("/admin/audit?kind=order", token: admin)["items"]?.elements ?? []
            #expect(
                entries.map { $0["after"]?["status"] ?? $0["after"]?["delivery"] } == [
                    "shipped", "processing", "paid", "pending",
                ])
            #expect(
                entries.map { $0["before"]?["status"] ?? $0["before"]?["delivery"] } == [
                    "processing", "confirmed", "pending", nil,
                ])
            #expect(
                entries.map { $0["author"]?["name"]?.text } == [
                    "admin@example.com", "admin@example.com", "ann@example.com", "ann@example.com",
                ])
            #expect(entries.allSatisfy { $0["subject"]?.text == id })
            #expect(try await shop.documents("jobs", where: ["kind": "order_mail"]).count == 1)
            let stored = try await shop.storedOrder(id)
            #expect(
                stored.unmoved == 0 && stored.history.allSatisfy { $0.author?.name == "" && $0.author?.address == nil })
        }
    }

    @Test func theListShowsWhatHasJustHappened() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            var seen = 0
            for _ in 0..<3 {
                let id = try await shop.order(1, quantity: 1, as: user)
                #expect(
                    try await shop.get("/api/v1/admin/audit?kind=order", token: admin)["total"]?.integer == seen + 1)
                let paid = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
                #expect(paid.status == 200)
                let page = try await shop.get("/api/v1/admin/audit?subject=\(id)&page_size=1", token: admin)
                #expect(page["total"]?.integer == 2 && page["items"]?.elements.first?["after"] == ["status": "paid"])
                seen += 2
            }
        }
    }

    @Test func purchasesMeanwhileAreBroughtToo() async throws {
        try await withShop { shop in
            let users = try await parallel(4) { _ in try await shop.signUp() }
            let transfer = try self.transfer(shop)
            async let purchases: [Void] = parallel(4) { index in
                for _ in 0..<3 {
                    let id = try await shop.order(1, quantity: 1, as: users[index])
                    _ = try await shop.post("/payments/confirm?order_id=\(id)", "", token: users[index])
                }
            }
            for _ in 0..<20 { try await transfer.settle() }
            _ = try await purchases
            try await transfer.settle()
            #expect(try await self.entries(shop).count == 24)
            #expect(try await shop.faults() == [:])
        }
    }
}
