import BSON
import Foundation
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

@testable import BackOffice
@testable import Catalog
@testable import Orders

/// How the database finds what is listed of the stock.
@Suite(.timeLimit(.minutes(30)))
struct InventoryPlanTests {
    private static let limit = 21

    /// The page is a range of an index, in which little lies that is not on it.
    private func expectRange(_ plan: Explanation, of index: String, _ what: String) {
        #expect(plan.found == Self.limit, "\(what): \(plan)")
        #expect(plan.index == index && !plan.stages.contains("SORT"), "\(what): \(plan)")
        #expect(plan.documentsExamined <= 2 * Self.limit && plan.keysExamined <= 2 * Self.limit, "\(what): \(plan)")
    }

    @Test(arguments: [5, 40])
    func whatRunsShortIsARangeOfHowLittleIsLeft(threshold: Int) async throws {
        try await withShop {
            $0.seedsProducts = false
            $0.webhooks.lowStock = threshold
        } _: { shop in
            try await Repository<Product>(shop.database).createMany(
                (1..<3000).map { number in
                    Product(
                        productID: number, name: "Lamp", slug: "lamp-\(number)", price: Money(minorUnits: 100),
                        inventory: number % 50, isActive: number % 3 > 0)
                })
            let catalog = shop.backend.shop.catalog
            for (filter, index) in [
                (InventoryFilter.low, "is_active_1_filter_least_1__id_1"),
                (.out, "is_active_1_filter_least_1__id_1"), (.all, "product_id_1"),
            ] {
                let (query, sort) = catalog.question(filter)
                let plan = try await catalog.adjustments.products.explain(query, sort: sort, limit: Self.limit)
                self.expectRange(plan, of: index, "\(filter)")
            }
            let admin = try await shop.admin()
            for (query, count) in [("", 2999), ("?low=true", 40 * (threshold + 1)), ("?out=true", 40)] {
                let scanned = try await shop.scans {
                    let reply = try await shop.get("/api/v1/admin/inventory\(query)", token: admin)
                    #expect(reply["total"]?.integer == count, "\(query)")
                }
                #expect(scanned == [], "\(query)")
            }
        }
    }

    @Test func movementsAreRangesOfWhatMovedAProduct() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            var products: [ObjectID] = []
            for number in [500, 501] {
                let added = try await shop.addProduct(as: admin, id: number, slug: "lamp-\(number)", inventory: 5000)
                products.append(try #require(ObjectID(added["id"]?.text ?? "")))
            }
            let orders = (0..<600).map { number in
                var order = Order(
                    userID: ObjectID().hexString,
                    items: [
                        OrderItem(
                            productID: products[number % 2].hexString, sku: "", name: "Lamp",
                            unitPrice: Money(minorUnits: 100), quantity: 1, lineTotal: Money(minorUnits: 100))
                    ], total: Money(minorUnits: 100), status: number % 10 < 8 ? .paid : .failed,
                    createdAt: .now - Double(number))
                order.number = "B-\(1_000_000_000 + number)"
                return order
            }
            try await Repository<Order>(shop.database).createMany(orders)
            try await Repository<StockAdjustment>(shop.database).createMany(
                (0..<600).map { StockAdjustment(productID: products[$0 % 2], change: 1, reason: "Found") })
            let movements = shop.backend.shop.movements
            let placed = try await movements.orders.explain(
                .raw(MovingOrder.query(products[0])), sort: StockMovements.lastPlacedFirst, limit: Self.limit)
            self.expectRange(placed, of: Order.byProduct.name, "orders")
            let adjusted = try await movements.adjustments.explain(
                \.productID == products[0], sort: StockMovements.lastAdjustedFirst, limit: Self.limit)
            self.expectRange(adjusted, of: "product_id_1_at_-1__id_-1", "adjustments")
            let scanned = try await shop.scans {
                let reply = try await shop.get("/api/v1/admin/inventory/500/movements", token: admin)
                // The orders that were paid, the adjustments, and what the product began with.
                #expect(reply["total"]?.integer == 240 + 300 + 1)
            }
            #expect(scanned == [])
        }
    }
}
