import Accounts
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

@testable import Orders

/// Vendors see the lines of their own products, and nothing else of an order.
@Suite(.timeLimit(.minutes(30)))
struct VendorOrderTests {
    private static let path = "/api/v1/vendor/orders"

    private struct Vendor {
        let token: String
        /// The ids of two products.
        let products: [String]
    }

    private func vendor(_ name: String, in shop: ShopClient) async throws -> Vendor {
        let email = "\(name)@example.com"
        let token = try await shop.registered(email)
        try await shop.setRole(.vendor, of: email)
        var products: [String] = []
        for number in 1...2 {
            let body = #"{"name": "Vase \#(number) of \#(name)", "price": 19, "inventory": 100}"#
            products.append(
                try #require(try await shop.post("/api/v1/products", body, token: token)["id"]?.text))
        }
        return Vendor(token: token, products: products)
    }

    private func order(_ products: [String], as user: String, in shop: ShopClient) async throws -> String {
        let items = products.map { #"{"product_id": "\#($0)"}"# }.joined(separator: ", ")
        let reply = try await shop.post(
            "/api/v1/orders", #"{"items": [\#(items)], "shipping_address": \#(ShopClient.berlin)}"#, token: user)
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply["id"]?.text)
    }

    private func list(_ query: String = "", as token: String, in shop: ShopClient) async throws -> [String] {
        let reply = try await shop.get(Self.path + query, token: token)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply["total"]?.integer == reply["items"]?.elements.count)
        return reply["items"]?.elements.compactMap { $0["order_id"]?.text } ?? []
    }

    @Test func aVendorSeesTheOwnLinesAlone() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (ann, bo) = (try await self.vendor("ann", in: shop), try await self.vendor("bo", in: shop))
            let (mixed, both) = (
                try await self.order([ann.products[0], bo.products[0], "1"], as: user, in: shop),
                try await self.order(ann.products, as: user, in: shop)
            )
            _ = try await self.order(["1"], as: user, in: shop)
            #expect(try await self.list(as: ann.token, in: shop) == [both, mixed])
            #expect(try await self.list(as: bo.token, in: shop) == [mixed])
            let page = try await shop.get(Self.path, token: bo.token)
            let entry = try #require(page["items"]?.elements.first)
            let lines = entry["items"]?.elements ?? []
            #expect(lines.compactMap { $0["product_id"]?.text } == [bo.products[0]])
            #expect(lines.first?["name"] == "Vase 1 of bo" && lines.first?["item_total"]?.digits == "19.00")
            #expect(entry["status"] == "pending" && entry["ships_to"]?["city"] == "Berlin")
            for text in ["Miller", "Hauptstr", "10115", "of ann", "Laptop", "email", "notes"] {
                #expect(!page.text.contains(text), "\(text)")
            }
            let two = try await shop.get("\(Self.path)?page_size=1", token: ann.token)
            #expect(two["items"]?.elements.count == 1 && two["has_next"] == true && two["total"]?.integer == 2)
            #expect(two["items"]?.elements.first?["items"]?.elements.count == 2)
            // Nothing else of it: not the order itself, not to others.
            #expect(try await shop.get("/api/v1/orders/\(mixed)", token: ann.token).status == 404)
            #expect(try await shop.get(Self.path).status == 401)
            #expect(try await shop.get(Self.path, token: user).status == 403)
            #expect(try await self.list(as: admin, in: shop) == [])
            // A product that changes hands leaves what was sold where it was.
            let body = #"{"vendor_id": "\#(try #require(try await shop.user("bo@example.com")).id.hexString)"}"#
            let path = "/api/v1/products/\(ann.products[0])"
            #expect(try await shop.patch(path, body, token: admin).status == 200)
            #expect(try await self.list(as: ann.token, in: shop) == [both, mixed])
            #expect(try await self.list(as: bo.token, in: shop) == [mixed])
        }
    }

    @Test func ordersAreFoundByWhereTheyStandAndWhen() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let ann = try await self.vendor("ann", in: shop)
            let (pending, sent) = (
                try await self.order(ann.products, as: user, in: shop),
                try await self.order(ann.products, as: user, in: shop)
            )
            for step in ["confirmed", "processing", "shipped"] {
                #expect(try await shop.move(sent, to: step, as: admin).status == 200)
            }
            #expect(try await self.list("?status=pending", as: ann.token, in: shop) == [pending])
            #expect(try await self.list("?status=shipped", as: ann.token, in: shop) == [sent])
            #expect(try await self.list("?status=cancelled", as: ann.token, in: shop) == [])
            let moment = try #require(try await shop.get("/api/v1/orders/\(sent)", token: user)["created_at"]?.text)
            #expect(try await self.list("?from=\(moment)", as: ann.token, in: shop) == [sent])
            #expect(try await self.list("?to=\(moment)", as: ann.token, in: shop) == [pending])
            #expect(try await shop.get("\(Self.path)?status=paid", token: ann.token).status == 422)
        }
    }

    @Test func theListComesFromIndexes() async throws {
        try await withShop { shop in
            let orders = Repository<Order>(shop.database)
            let vendors = (0..<3).map { _ in ObjectID() }
            let template = try await shop.storedOrder(try await shop.order(1, quantity: 1, as: shop.signUp()))
            try await orders.createMany(
                (0..<300).map { number in
                    var order = template
                    order.id = ObjectID()
                    order.number = "B-\(2_000_000_000 + number)"
                    order.createdAt += Double(number)
                    order.items = vendors.prefix(number % 4).map { vendor in
                        var line = template.items[0]
                        line.vendorID = vendor
                        return line
                    }
                    if number % 2 == 0 { (order.status, order.delivery) = (.paid, .confirmed) }
                    return order
                })
            let filters = [OrderFilter(), OrderFilter(from: .distantPast, to: .now)]
            let staged = OrderStage.allCases.flatMap { stage in
                [OrderFilter(stages: [stage]), OrderFilter(stages: [stage], from: .distantPast, to: .now)]
            }
            for filter in filters + staged {
                let plan = try await OrderRepository(Collections(shop.database)).orders(withLinesFor: filter).explain(
                    filter.query(ofVendor: vendors[0]), sort: OrderRepository.newestFirst, limit: 21)
                #expect(plan.index?.hasPrefix("items.vendor_id") == true, "\(filter) \(plan)")
                #expect(!plan.stages.contains("SORT"), "\(filter) \(plan)")
            }
        }
    }

    @Test func linesOfBeforeGetTheirVendors() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let (ann, bo) = (try await self.vendor("ann", in: shop), try await self.vendor("bo", in: shop))
            let id = try await self.order(["1", ann.products[1], bo.products[0]], as: user, in: shop)
            let after = try await self.order([ann.products[0]], as: user, in: shop)
            let lines = try await shop.storedOrder(id).items
            #expect(lines.map { $0.vendorID == nil } == [true, false, false])
            let migrator = shop.backend.shop.migrator
            #expect(try await migrator.down(to: 14) == [20, 19, 17, 16, 15])
            for order in try await shop.documents("orders") {
                let lines = order["items"]?.arrayValue ?? []
                #expect(lines.allSatisfy { $0.documentValue?["vendor_id"] == nil } && !lines.isEmpty)
            }
            #expect(try await self.list(as: ann.token, in: shop) == [])
            // What was lost since can't be told.
            try await shop.removeForGood(bo.products[0], as: shop.admin())
            #expect(try await migrator.up() == [15, 16, 17, 19, 20])
            #expect(try await shop.storedOrder(id).items.map(\.vendorID) == [nil, lines[1].vendorID, nil])
            #expect(try await self.list(as: ann.token, in: shop) == [after, id])
        }
    }
}
