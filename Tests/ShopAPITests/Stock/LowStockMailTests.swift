import Accounts
import BSON
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// Those who look after the inventory are told that pieces run short.
@Suite(.timeLimit(.minutes(30)))
struct LowStockMailTests {
    private static let subject = "Few are left"

    @Test func theyAreToldOnceUntilOthersAreStocked() async throws {
        try await withMail {
            $0.webhooks.lowStock = 3
        } _: { shop, mails in
            let admin = try await shop.admin()
            _ = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 5)
            let user = try await shop.signUp("buyer@example.com")
            try await shop.buy(500, as: user)
            try await shop.buy(500, as: user)
            let first = try await mails.mails(Self.subject)
            #expect(first.flatMap(\.recipients) == ["admin@example.com"])
            #expect(first[0].text?.contains("Lamp 500 (500)") == true)
            #expect(first[0].text?.contains("3 can be bought still") == true)
            // What comes back from an order and is bought again is nothing new.
            let order = try await shop.placeOrder(1, of: 500, paying: "tok_manual", as: user)
            #expect(try await shop.cancel(order, as: user).status == 200)
            let (sold, _) = try await shop.paidOrder(500, quantity: 1, as: user)
            #expect(try await shop.cancel(sold, as: admin).status == 200)
            let before = try await shop.jobs.count(kind: "low_stock")
            _ = try await shop.post(
                "/api/v1/admin/inventory/adjust", #"{"product_id": 500, "change": 1, "reason": "Found"}"#,
                token: admin)
            try await shop.buy(500, as: user)
            let both = try await mails.mails(Self.subject, count: 2)
            #expect(both.count == 2)
            #expect(try await shop.jobs.count(kind: "low_stock") == before + 1)
        }
    }

    /// An order that takes the last ones, and gives them back, and another one: one mail.
    @Test func whatFallsTwiceWithoutBeingStockedIsToldOnce() async throws {
        try await withMail {
            $0.webhooks.lowStock = 3
        } _: { shop, mails in
            let admin = try await shop.admin()
            _ = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 5)
            let user = try await shop.signUp("buyer@example.com")
            for count in 1...3 {
                let order = try await shop.placeOrder(3, of: 500, paying: "tok_manual", as: user)
                try await eventually { try await shop.jobs.count(state: .done, kind: "low_stock") == count }
                #expect(try await shop.cancel(order, as: user).status == 200)
            }
            try await eventually { try await shop.jobs.count(state: .done, kind: "low_stock_mail") == 1 }
            #expect(try await shop.jobs.count(kind: "low_stock_mail") == 1)
            #expect(try await mails.mails(Self.subject).count == 1)
        }
    }

    @Test func ofManyWhoTellAtOnceOneDoes() async throws {
        try await withShop {
            $0.webhooks.lowStock = 3
        } _: { shop in
            let admin = try await shop.admin()
            let added = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 2)
            let product = try #require(ObjectID(added["id"]?.text ?? ""))
            let catalog = shop.backend.shop.catalog
            let alerts = LowStockAlerts(
                alerts: catalog.alerts, products: catalog.adjustments.products, jobs: shop.jobs,
                keepers: AdminMailbox(Collections(shop.database)), threshold: 3)
            _ = try await parallel(8) { _ in try await alerts.tell(LowStockJob(productID: product, variantID: nil)) }
            #expect(try await shop.jobs.count(kind: "low_stock_mail") == 1)
        }
    }

    @Test func eachAdminIsToldWhoMayLogIn() async throws {
        try await withMail {
            $0.webhooks.lowStock = 3
        } _: { shop, mails in
            let admin = try await shop.admin()
            for name in ["b", "banned"] {
                _ = try await shop.signUp("\(name)@example.com")
                try await shop.setRole(.admin, of: "\(name)@example.com")
            }
            let banned = try #require(try await shop.user("banned@example.com")).id.hexString
            #expect(
                try await shop.patch("/api/v1/admin/users/\(banned)/ban", #"{"banned": true}"#, token: admin).status
                    == 200)
            _ = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 4)
            try await shop.buy(500, as: try await shop.signUp("buyer@example.com"))
            let told = try await mails.mails(Self.subject, count: 2)
            #expect(Set(told.flatMap(\.recipients)) == ["admin@example.com", "b@example.com"])
        }
    }
}
