import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// What is there, and how it is adjusted.
@Suite(.timeLimit(.minutes(30)))
struct InventoryTests {
    private static let list = "/api/v1/admin/inventory"

    private func adjust(
        _ body: String, as token: String, _ shop: ShopClient, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await shop.post("\(Self.list)/adjust", body, token: token, headers: headers)
    }

    private func numbers(_ query: String, as token: String, _ shop: ShopClient) async throws -> [Int] {
        let reply = try await shop.get("\(Self.list)?\(query)", token: token)
        #expect(reply.status == 200, "\(reply.text)")
        return reply["items"]?.elements.compactMap { $0["number"]?.integer } ?? []
    }

    @Test func whatRunsShortIsListedWithTheLeastFirst() async throws {
        try await withShop {
            $0.seedsProducts = false
        } _: { shop in
            let admin = try await shop.admin()
            for (id, count) in [(1, 5), (2, 0), (3, 100), (4, 2)] {
                _ = try await shop.addProduct(as: admin, id: id, slug: "lamp-\(id)", inventory: count)
            }
            _ = try await shop.addProduct(as: admin, id: 5, slug: "hidden", inventory: 0, extra: #""is_active": false"#)
            _ = try await shop.addProduct(as: admin, id: 6, slug: "shirt", inventory: 0)
            _ = try await shop.addVariant("S", to: "6", inventory: 40, as: admin)
            _ = try await shop.addVariant("M", to: "6", inventory: 0, as: admin)
            #expect(try await self.numbers("", as: admin, shop) == [1, 2, 3, 4, 5, 6])
            #expect(try await self.numbers("low=true", as: admin, shop) == [2, 6, 4, 1])
            #expect(try await self.numbers("out=true", as: admin, shop) == [2, 6])
            #expect(try await self.numbers("low=true&page=2&page_size=3", as: admin, shop) == [1])
            let shirt = try await shop.get("\(Self.list)?out=true&page=2&page_size=1", token: admin)
            #expect(shirt["total"]?.integer == 2 && shirt["has_next"] == false)
            let variants = shirt["items"]?.elements.first?["variants"]?.elements ?? []
            #expect(variants.map { $0["inventory"]?.integer } == [40, 0])
            #expect(try await shop.get(Self.list, token: try await shop.signUp()).status == 403)
        }
    }

    @Test func piecesAreAddedTakenAndCounted() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 5)
            let id = added["id"]?.text ?? ""
            let more = try await self.adjust(
                #"{"product_id": 500, "change": 7, "reason": "Found"}"#, as: admin, shop)
            #expect(more.status == 200 && more["inventory"]?.integer == 12, "\(more.text)")
            let counted = try await self.adjust(
                #"{"product_id": "lamp", "set": 10, "expected": 12, "reason": "Counted"}"#, as: admin, shop)
            #expect(counted["inventory"]?.integer == 10)
            let late = try await self.adjust(
                #"{"product_id": "\#(id)", "set": 9, "expected": 12, "reason": "Counted"}"#, as: admin, shop)
            #expect(late.status == 409 && late["code"] == "stock_differs")
            let short = try await self.adjust(
                #"{"product_id": "\#(id)", "change": -11, "reason": "Broken"}"#, as: admin, shop)
            #expect(short.status == 409 && short["code"] == "out_of_stock" && short["available"]?.integer == 10)
            #expect(try await shop.inventory(of: 500) == 10)
            // Both mounts show it at once, and the change is audited.
            #expect(try await shop.get("/products/lamp")["inventory"]?.integer == 10)
            let entries = try await shop.get("/api/v1/admin/audit?kind=product&subject=\(id)", token: admin)
            let first = entries["items"]?.elements.first
            #expect(first?["before"]?["inventory"]?.integer == 12 && first?["after"]?["inventory"]?.integer == 10)
        }
    }

    @Test func whatIsNoAdjustmentIsRefused() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addProduct(as: admin, id: 500, slug: "shirt", inventory: 0)
            let size = try await shop.addVariant("S", to: "500", inventory: 4, as: admin)
            for (body, violation) in [
                (#"{"product_id": 1, "reason": "x"}"#, "body.change missing"),
                (#"{"product_id": 1, "set": 1, "reason": "x"}"#, "body.expected missing"),
                (#"{"product_id": 1, "set": 1, "expected": 1, "change": 1, "reason": "x"}"#, "body.change value_error"),
                (#"{"product_id": 1, "change": 1, "reason": " "}"#, "body.reason string_too_short"),
                (#"{"product_id": 1, "change": 1000000000, "reason": "x"}"#, "body.change less_than_equal"),
                (#"{"product_id": 500, "change": 1, "reason": "x"}"#, "body.variant_id variant_required"),
                (
                    #"{"product_id": 500, "variant_id": "x", "change": 1, "reason": "x"}"#,
                    "body.variant_id variant_unknown"
                ),
                (
                    #"{"product_id": 1, "variant_id": "\#(size)", "change": 1, "reason": "x"}"#,
                    "body.variant_id variant_unknown"
                ),
            ] {
                let reply = try await self.adjust(body, as: admin, shop)
                #expect(reply.status == 422 && reply.violations.first == violation, "\(body) \(reply.text)")
            }
            let nothing = try await self.adjust(
                #"{"product_id": "none", "change": 1, "reason": "x"}"#, as: admin, shop)
            #expect(nothing.status == 404)
            #expect(try await shop.get("\(Self.list)/none/movements", token: admin).status == 404)
            let adjusted = try await self.adjust(
                #"{"product_id": 500, "variant_id": "\#(size)", "change": -1, "reason": "x"}"#, as: admin, shop)
            #expect(adjusted["variants"]?.elements.first?["inventory"]?.integer == 3)
            #expect(adjusted["inventory"]?.integer == 3)
        }
    }

    @Test func aRepeatedAdjustmentIsMadeOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 5)
            let body = #"{"product_id": 500, "change": 1, "reason": "Found"}"#
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await self.adjust(body, as: admin, shop, headers: key)
            let again = try await self.adjust(body, as: admin, shop, headers: key)
            #expect(first.status == 200 && again.body == first.body)
            #expect(try await shop.inventory(of: 500) == 6)
        }
    }

    /// Of those who have counted the same one is right, and no sale is lost among adjustments.
    @Test func adjustmentsAndSalesAtOnceAllCount() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.addProduct(as: admin, id: 500, slug: "lamp", inventory: 20)
            let user = try await shop.signUp()
            try await shop.withAnotherInstance { other in
                let settings = try await parallel(6) { index in
                    try await self.adjust(
                        #"{"product_id": 500, "set": 30, "expected": 20, "reason": "\#(index)"}"#, as: admin,
                        index % 2 == 0 ? shop : other)
                }
                #expect(settings.map(\.status).sorted() == [200, 409, 409, 409, 409, 409])
                async let sales: [Void] = parallel(5) { _ in try await shop.buy(500, as: try await shop.signUp()) }
                let changes = try await parallel(10) { index in
                    try await self.adjust(
                        #"{"product_id": 500, "change": \#(index % 2 == 0 ? 2 : -1), "reason": "x"}"#, as: admin,
                        index % 2 == 0 ? shop : other)
                }
                _ = try await sales
                #expect(changes.allSatisfy { $0.status == 200 })
            }
            #expect(try await shop.inventory(of: 500) == 30 + 5 * 2 - 5 - 5)
            let id = added["id"]?.text ?? ""
            let movements = try await shop.get("\(Self.list)/\(id)/movements?page_size=100", token: admin)
            let sum = movements["items"]?.elements.compactMap { $0["change"]?.integer }.reduce(0, +)
            #expect(sum == 30)
            _ = user
        }
    }
}
