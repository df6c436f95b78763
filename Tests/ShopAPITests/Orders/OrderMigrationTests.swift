import BSON
import Foundation
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Orders of before there were numbers and histories.
@Suite struct OrderMigrationTests {
    @Test func ordersOfBeforeGetNumbersAndHistories() async throws {
        try await withPythonShop { shop in
            let orders = try await shop.documents("orders")
            #expect(!orders.isEmpty)
            let numbers = orders.compactMap { $0["number"]?.stringValue }
            #expect(numbers.allSatisfy { OrderNumber.normalized($0) == $0 })
            #expect(Set(numbers).count == orders.count)
            for order in orders {
                let history = order["history"]?.arrayValue?.compactMap(\.documentValue) ?? []
                // Of one, not even that is known.
                let placed = order["created_at"]?.dateValue
                #expect(history.map { $0["event"]?.stringValue } == (placed == nil ? [] : ["placed"]))
                #expect(history.first?["at"]?.dateValue == placed)
                let lines = order["items"]?.arrayValue?.compactMap(\.documentValue) ?? []
                #expect(lines.allSatisfy { $0["_id"]?.objectIDValue != nil })
            }
            #expect(try await shop.faults()["history"] == nil)
            let jane = try await shop.token(of: .jane)
            let listed = try await shop.get("/api/v1/orders", token: jane)["items"]?.elements ?? []
            #expect(listed.compactMap { $0["status"]?.text } == ["cancelled", "failed", "pending", "confirmed"])
            let number = try #require(listed.last?["number"]?.text)
            #expect(try await shop.get("/api/v1/orders/\(number)/track", token: jane)["status"]?.text == "confirmed")
        }
    }

    @Test func anIndexOfBeforeIsDropped() async throws {
        try await withShop { shop in
            let (migrator, orders) = (shop.backend.shop.migrator, Repository<Order>(shop.database))
            let name = "user_id_1_items.product_id_1"
            for _ in 0..<2 {
                #expect(try await migrator.down(to: 19) == [20])
                // As the program before makes it when it starts.
                let index: BSONDocument = [
                    "key": ["user_id": 1, "items.product_id": 1], "name": .string(name),
                    "partialFilterExpression": ["status": "paid"],
                ]
                try await shop.database.run(["createIndexes": "orders", "indexes": [.document(index)]])
                #expect(try await orders.reportIndexes().superfluous == [name])
                #expect(try await migrator.up() == [20])
                #expect(try await orders.reportIndexes().isAsDeclared)
            }
            // Where it never was, too.
            #expect(try await migrator.down(to: 19) == [20])
            #expect(try await migrator.up() == [20])
        }
    }

    @Test func theMigrationGoesBackAndForthAndForgetsNothing() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            let (sent, paid) = (
                try await shop.order(standing: "shipped", of: user, by: admin),
                try await shop.order(1, quantity: 2, as: user)
            )
            #expect(try await shop.post("/payments/confirm?order_id=\(paid)", "", token: user).status == 200)
            let open = try await shop.order(1, quantity: 1, as: user)
            let before = [
                try await shop.history(of: sent), try await shop.history(of: paid), try await shop.history(of: open),
            ]
            let migrator = shop.backend.shop.migrator
            #expect(try await migrator.down(to: 11) == [20, 19, 17, 16, 15, 12])
            for order in try await shop.documents("orders") {
                #expect(order["history"] == nil && order["number"] == nil && order["unmoved"] == nil)
                #expect(order["items"]?.arrayValue?.allSatisfy { $0.documentValue?["_id"] == nil } == true)
            }
            #expect(try await shop.documents("audit_log", where: ["kind": "order"]).count == 7)
            #expect(try await migrator.up() == [12, 15, 16, 17, 19, 20])
            // As the start does.
            try await shop.backend.shop.createIndexes()
            let after = [
                try await shop.history(of: sent), try await shop.history(of: paid), try await shop.history(of: open),
            ]
            #expect(after == before)
            #expect(try await shop.faults() == [:])
            // All of it was told, and is in the log once.
            #expect(try await shop.get("/admin/audit?kind=order", token: admin)["items"]?.elements.count == 7)
            #expect(
                try await shop.post("/payments/confirm?order_id=\(open)", "", token: user)["status"]?.text == "paid")
            #expect(try await shop.get("/admin/audit?kind=order", token: admin)["items"]?.elements.count == 8)
        }
    }

    @Test func manyOrdersAreMigratedInBatches() async throws {
        try await withShop { shop in
            let template: BSONDocument = [
                "user_id": "507f1f77bcf86cd799439011", "currency": "usd", "status": "pending",
                "created_at": .date(.now),
                "total": 5.0,
                "items": [["product_id": "x", "name": "Lamp", "unit_price": 5.0, "qty": 1, "line_total": 5.0]],
            ]
            for _ in 0..<3 {
                let orders = (0..<400).map { _ -> BSONValue in
                    .document(
                        BSONDocument([("_id", .objectID(ObjectID()))] + template.fields.map { ($0.key, $0.value) }))
                }
                try await shop.database.run(["insert": "orders", "documents": .array(orders)])
            }
            #expect(try await StoredHistories(shop.database).complete(StoredHistories.withoutNumber) == 1200)
            #expect(try await StoredHistories(shop.database).complete(StoredHistories.withoutNumber) == 0)
            #expect(try await shop.faults()["history"] == nil)
        }
    }

    @Test func whatAnotherVersionDidMeanwhileTheDoctorAdds() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            let author: BSONValue = [
                "user_id": .objectID(ObjectID()), "name": "ann", "address": nil, "request_id": nil,
            ]
            let entry: BSONValue = [
                "_id": .objectID(ObjectID()), "at": .date(.now), "author": author, "kind": "order", "action": "changed",
                "subject": .string(id), "before": ["status": "pending"], "after": ["status": "failed"],
            ]
            try await shop.database.run(["insert": "audit_log", "documents": [entry]])
            try await shop.update("orders", [:], ["$set": ["status": "failed"]])
            #expect(try await shop.faults() == ["history": 1])
            var mended = 0
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 3) {
                if $0.name == "history" { mended = $0.mended }
            }
            #expect(mended == 1)
            #expect(try await shop.faults() == [:])
            #expect(try await shop.history(of: id) == ["placed", "failed"])
        }
    }
}
