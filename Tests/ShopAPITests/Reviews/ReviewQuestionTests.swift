import BSON
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog
@testable import Orders

/// How often, and by which indexes, reviews ask the database.
@Suite struct ReviewQuestionTests {
    @Test func aPageAsksNoMoreTheMoreItShows() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let user = try await shop.signUp()
            for author in try await parallel(6, { _ in try await shop.signUp() }) {
                #expect(try await shop.review("1", 4, as: author).status == 201)
            }
            try await shop.know(user)
            let questions = try await shop.questions {
                let page = try await shop.get("/api/v1/products/1/reviews")
                #expect(page["items"]?.elements.count == 6)
            }
            // The product, the reviews, and what their authors are called.
            #expect(questions.map { $0.split(separator: ".").last } == ["products", "reviews", "users"])
        }
    }

    @Test(arguments: ReviewOrder.allCases) func everyOrderComesFromAnIndex(order: ReviewOrder) async throws {
        try await withShop { shop in
            let reviews = Repository<Review>(shop.database)
            let product = ObjectID()
            try await reviews.createMany(
                (0..<300).map { number in
                    var review = Review(
                        productID: number < 200 ? product : ObjectID(), userID: ObjectID(), rating: 1 + number % 5)
                    review.isHidden = number.isMultiple(of: 7)
                    review.helpfulCount = number % 11
                    return review
                })
            for (hidden, most) in [([false], 21), ([false, true], 23)] {
                let plan = try await reviews.explain(
                    \.productID == product && .isIn(\.isHidden, hidden), sort: order.sort, limit: 21)
                #expect(!plan.stages.contains("SORT") && !plan.stages.contains("COLLSCAN"), "\(plan.stages)")
                #expect(plan.documentsExamined <= most)
            }
        }
    }

    @Test func whatSomebodyHasBoughtComesFromAnIndex() async throws {
        try await withShop { shop in
            let orders = Repository<Order>(shop.database)
            let (product, user) = (ObjectID(), ObjectID())
            let price = Money(minorUnits: 100)
            let item = OrderItem(
                productID: product.hexString, name: "Lamp", unitPrice: price, quantity: 1, lineTotal: price)
            // Many others have bought it, too.
            try await orders.createMany(
                (0..<500).map { number in
                    let buyer = number % 100 == 0 ? user : ObjectID()
                    var order = Order(userID: buyer.hexString, items: [item], total: price)
                    order.number = "B-\(1_000_000_000 + number)"
                    order.status = number == 400 || number % 100 > 0 ? .paid : .pending
                    return order
                })
            let purchases = PaidProducts(Collections(shop.database))
            let plan = try await purchases.orders.explain(PaidProducts.paid(product, by: user), limit: 1)
            #expect(plan.index == Order.byUser.name && plan.found == 1 && plan.documentsExamined <= 5)
        }
    }
}
