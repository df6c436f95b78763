import BSON
import Foundation
import MongoODM
import Schemas
import ShopAPI
import Testing

@testable import Orders
@testable import ShopCore

/// Orders in lists, by where they stand, when they were placed, and whose they are.
@Suite struct OrderListTests {
    private static let stages = [
        "pending", "confirmed", "processing", "shipped", "delivered", "failed", "cancelled", "refunded",
    ]

    private func list(_ shop: ShopClient, _ path: String, as token: String) async throws -> [String] {
        let reply = try await shop.get("/api/v1/\(path)", token: token)
        #expect(reply.status == 200, "\(path): \(reply.text)")
        #expect(reply["total"]?.integer == reply["items"]?.elements.count)
        return reply["items"]?.elements.compactMap { $0["id"]?.text } ?? []
    }

    @Test func ordersAreFoundByWhereTheyStand() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            var ids: [String: [String]] = [:]
            for stage in Self.stages { ids[stage] = [try await shop.order(standing: stage, of: user, by: admin)] }
            // By an earlier version, which knows payments alone.
            for (payment, stage) in [("paid", "confirmed"), ("canceled", "cancelled"), ("failed", "failed")] {
                let id = try await shop.order(1, quantity: 1, as: user)
                let orderID = try #require(ObjectID(id))
                try await shop.update(
                    "orders", ["_id": .objectID(orderID)],
                    ["$set": ["status": .string(payment)], "$unset": ["delivery": "", "history": "", "number": ""]])
                ids[stage]?.insert(id, at: 0)
            }
            for stage in Self.stages {
                #expect(try await self.list(shop, "orders?status=\(stage)", as: user) == ids[stage], "\(stage)")
                #expect(try await self.list(shop, "admin/orders?status=\(stage)", as: admin) == ids[stage], "\(stage)")
            }
            #expect(try await self.list(shop, "admin/orders/pending", as: admin) == ids["pending"])
            let past = try await self.list(shop, "orders/history", as: user)
            let over = ["delivered", "failed", "cancelled", "refunded"].flatMap { ids[$0] ?? [] }
            #expect(Set(past) == Set(over) && past.count == 6)
            #expect(try await self.list(shop, "orders/history?status=failed", as: user) == ids["failed"])
            #expect(try await self.list(shop, "orders/history?status=pending", as: user) == [])
            #expect(try await self.list(shop, "orders", as: admin) == [])
            #expect(try await shop.get("/api/v1/admin/orders/pending", token: user).status == 403)
            #expect(try await shop.get("/api/v1/orders?status=paid", token: user).status == 422)
        }
    }

    @Test func ordersAreFoundByTimeNumberAndAddress() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            let (first, second) = (
                try await shop.order(1, quantity: 1, as: user), try await shop.order(1, quantity: 1, as: admin)
            )
            let shown = try await shop.get("/api/v1/orders/\(first)", token: user)
            let number = try #require(shown["number"]?.text)
            #expect(OrderNumber.normalized(number) == number)
            for text in [number, number.lowercased(), "ann@example.com", "Ann@Example.com"] {
                #expect(try await self.list(shop, "admin/orders?q=\(text)", as: admin) == [first], "\(text)")
            }
            for text in ["B-0000000000", "nobody@example.com", "lamp"] {
                #expect(try await self.list(shop, "admin/orders?q=\(text)", as: admin) == [], "\(text)")
            }
            #expect(try await self.list(shop, "admin/orders?q=\(number)&status=shipped", as: admin) == [])
            let moment = try #require(try await shop.get("/api/v1/orders/\(second)", token: admin)["created_at"]?.text)
            #expect(try await self.list(shop, "admin/orders?from=\(moment)", as: admin) == [second])
            #expect(try await self.list(shop, "admin/orders?to=\(moment)", as: admin) == [first])
            for path in ["", "/track"] {
                #expect(try await shop.get("/api/v1/orders/\(number)\(path)", token: user).status == 200)
                #expect(
                    try await shop.get("/api/v1/orders/\(number)\(path)", token: try await shop.signUp()).status == 404)
            }
        }
    }

    @Test func listsWithFiltersComeFromIndexes() async throws {
        try await withShop { shop in
            let orders = Repository<Order>(shop.database)
            let user = try await shop.signUp()
            for _ in 0..<30 { _ = try await shop.order(1, quantity: 1, as: user) }
            let userID = try #require(try await orders.findOne(.all)).userID
            for stage in OrderStage.allCases {
                for filter in [
                    OrderFilter(stages: [stage]), OrderFilter(stages: [stage], from: .distantPast, to: .now),
                ] {
                    let plan = try await orders.explain(filter.query, sort: OrderRepository.newestFirst, limit: 5)
                    #expect(plan.index != nil && !plan.stages.contains("SORT"), "\(stage) \(plan)")
                }
            }
            let mail: Query<Order> = \.userID == userID || \.email == "a@example.com"
            let ofMail = try await orders.explain(mail, sort: OrderRepository.newestFirst, limit: 5)
            #expect(ofMail.index != nil && !ofMail.stages.contains("SORT"), "\(ofMail)")
            let own = try await orders.using(index: Order.byUser.name).explain(
                \.userID == userID && OrderFilter(stages: OrderStage.over).query, sort: OrderRepository.newestFirst,
                limit: 5)
            #expect(own.index == Order.byUser.name && !own.stages.contains("SORT"), "\(own)")
            let waiting = try await orders.explain(
                HistoryTransfer.isWaiting, sort: [.ascending(\.unmoved), .ascending(\.id)], limit: 5)
            #expect(waiting.index == "unmoved_1__id_1" && !waiting.stages.contains("SORT"), "\(waiting)")
        }
    }
}
