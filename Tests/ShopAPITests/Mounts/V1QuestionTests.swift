import BSON
import HTTPTypes
import MongoODM
import Orders
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// How often, and by which indexes, `/api/v1` asks the database.
@Suite struct V1QuestionTests {
    @Test func noAnswerAsksMoreTheMoreItShows() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for product in 1...10 {
                let body = #"{"product_id": \#(product)}"#
                #expect(try await shop.post("/api/v1/cart/items", body, token: user).status == 201)
                #expect(try await shop.post("/api/v1/wishlist", body, token: user).status == 201)
            }
            for product in [1, 2, 3] { _ = try await shop.order(product, quantity: 1, as: admin) }
            // The first look at the audit log brings these into it.
            #expect(try await shop.get("/admin/audit", token: admin).status == 200)
            let id = try #require(try await shop.get("/auth/me", token: user)["id"]?.text)
            try await shop.know(user, admin)
            let expected: [(String, String?, Int)] = [
                ("/api/v1/products", nil, 2), ("/api/v1/products/1", nil, 1),
                ("/api/v1/products?category=electronics&sort=name", nil, 2),
                // What the clock has changed.
                ("/api/v1/products?in_stock=true&sort=-price", nil, 3),
                // That, and whether the range is narrow.
                ("/api/v1/products?min_price=20&max_price=50", nil, 4),
                // Which of two filters leaves fewer, the page, and the total.
                ("/api/v1/products?tag=red&category=electronics", nil, 3),
                // The clock, a page, the total, and the facets, once.
                ("/api/v1/products?facets=true&category=electronics", nil, 5),
                ("/api/v1/products/1/related", nil, 2),
                ("/api/v1/products/gaming-laptop-pro", nil, 1),
                ("/api/v1/cart", user, 2), ("/api/v1/orders", admin, 2), ("/api/v1/admin/orders", admin, 2),
                ("/api/v1/vendor/orders", admin, 2), ("/api/v1/auth/me", user, 0), ("/api/v1/users/\(id)", nil, 1),
                // What orders have not brought in yet, too.
                ("/api/v1/admin/audit", admin, 3),
                ("/api/v1/auth/sessions", user, 2), ("/api/v1/users/me/addresses", user, 1),
                // How many there are, a page, and its products.
                ("/api/v1/wishlist", user, 3),
                // The addresses, the sessions, the cart and its products, the wishlist and its products, the orders, the reviews,
                // the invoices, what webhooks were told.
                ("/api/v1/users/me/export", user, 10),
            ]
            for (path, token, count) in expected {
                var (questions, attempts) = ([String](), 0)
                // On a busy machine it may not be known for a moment who asks, or what categories and methods of shipping there
                // are.
                repeat {
                    attempts += 1
                    questions = try await shop.questions {
                        let reply = try await shop.get(path, token: token)
                        #expect(reply.status == 200)
                    }
                } while questions.contains { question in
                    // Or the steps of orders are not moved to the audit log yet.
                    [".users", ".categories", ".jobs"].contains { question.hasSuffix($0) }
                } && attempts < 20
                #expect(questions.count == count, "\(path): \(questions)")
            }
        }
    }

    @Test func whatIsPutIntoACartIsOneChange() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let user = try await shop.signUp()
            try await shop.know(user)
            let added = [
                // The product and the change, which makes the cart.
                ("/cart/add", #"{"product_id": 1, "qty": 1}"#, 2),
                // A line more, and a line that holds more: the other products, too.
                ("/api/v1/cart/items", #"{"product_id": "wireless-noise-cancelling-headphones", "quantity": 1}"#, 3),
                ("/api/v1/cart/items", #"{"product_id": 2, "quantity": 1}"#, 3),
                ("/cart/add", #"{"product_id": 3, "qty": 1}"#, 3), ("/cart/add", #"{"product_id": 1, "qty": 1}"#, 3),
            ]
            for (path, body, count) in added {
                let questions = try await shop.questions {
                    let reply = try await shop.post(path, body, token: user)
                    #expect([200, 201].contains(reply.status))
                }
                // On a busy machine it may not be known for a moment who asks.
                let ofShop = questions.filter {
                    !$0.hasSuffix(".users") && !$0.hasSuffix(".sessions") && !$0.hasSuffix(".shipping_methods")
                }
                #expect(ofShop.count == count, "\(path): \(ofShop)")
            }
        }
    }

    @Test func anOrderOfV1AsksLittle() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let user = try await shop.signUp()
            try await shop.know(user)
            // What it asks besides who asks, and what the small tables have.
            func asks(_ work: () async throws -> Void) async throws -> [String] {
                try await shop.questions(work).compactMap { question in
                    let words = question.split(separator: " ").map(String.init)
                    let collection = words[1].split(separator: ".").last.map(String.init) ?? ""
                    return ["users", "sessions", "address_books"].contains(collection)
                        ? nil : "\(words[0]) \(collection)"
                }
            }
            var id = ""
            let placing = try await asks { id = try await shop.placeOrder(2, as: user) }
            // The product, the order, the job of its payment, the record of what is set aside, and the pieces.
            #expect(
                placing == [
                    "find products", "insert orders", "q jobs", "findAndModify stock_reservations",
                    "findAndModify products",
                ])
            let paying = try await asks { _ = try await shop.confirm(id, as: user) }
            #expect(
                paying == [
                    // Whether pieces are set aside.
                    "findAndModify orders", "find orders",
                    // The gateway: the intent, which the order names then, and what is said of it.
                    "insert simulated_payments", "findAndModify orders", "findAndModify simulated_payments",
                    // The order is paid, and the pieces are sold.
                    "findAndModify orders", "findAndModify stock_reservations", "findAndModify products",
                ])
            #expect(try await shop.storedOrder(id).status == .paid)
        }
    }

    /// The database tells of each purchase again a moment later.
    @Test func aPurchaseDropsOnceWhatIsFetched() async throws {
        try await withShop { shop in
            try await shop.buy(1, as: shop.signUp())
            var product = try #require(try await Repository<Product>(shop.database).findOne(\.productID == 1))
            let page = "/api/v1/products/1"
            func asks() async throws -> Bool {
                try await shop.questions { _ = try await shop.get(page) }.contains { $0.hasSuffix(".products") }
            }
            // What the database tells has arrived when what it tells afterwards has.
            try await shop.update("products", ["product_id": 2], ["$set": ["name": "Another"]])
            try await eventually { try await shop.get("/api/v1/products/2")["name"] == "Another" }
            _ = try await shop.get(page)
            await shop.backend.shop.catalog.forgetFigures(of: [product])
            #expect(try await !asks())
            product.revision += 1
            await shop.backend.shop.catalog.forgetFigures(of: [product])
            #expect(try await asks())
        }
    }

    @Test func anUploadAsksTheSameHoweverManyImagesThereAre() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let admin = try await shop.admin()
            try await shop.know(admin)
            // The first makes the indexes of the files.
            _ = try await shop.uploaded(to: "gaming-laptop-pro", as: admin)
            for images in 1..<3 {
                let questions = try await shop.questions {
                    _ = try await shop.uploaded(to: "gaming-laptop-pro", as: admin)
                }
                let ofShop = questions.filter { !$0.hasSuffix(".users") && !$0.hasSuffix(".sessions") }
                #expect(ofShop.count == 18, "\(images): \(ofShop)")
            }
        }
    }

    @Test func listsComeFromIndexes() async throws {
        try await withShop { shop in
            let orders = Repository<Order>(shop.database)
            let order: [Sort<Order>] = [.descending(\.createdAt), .descending(\.id)]
            for query in [\Order.userID == "a", Query<Order>.all] {
                let plan = try await orders.explain(query, sort: order, limit: 21)
                #expect(plan.index != nil && !plan.stages.contains("SORT"))
            }
        }
    }

    @Test func aLongListSaysThatItsTotalStops() async throws {
        try await withShop { shop in
            let products = Repository<Product>(shop.database)
            for start in stride(from: 1000, to: 11_500, by: 3500) {
                try await products.createMany(
                    (start..<start + 3500).map { number in
                        Product(
                            productID: number, name: "Lamp", slug: "lamp-\(number)", price: Money(minorUnits: 100))
                    })
            }
            let page = try await shop.get("/api/v1/products?page_size=100&page=2")
            #expect(page["total"]?.integer == 10_000 && page["total_is_exact"] == false && page["has_next"] == true)
            let deep = try await shop.get("/api/v1/products?page_size=100&page=105")
            #expect(deep["items"]?.elements.count == 100 && deep["has_next"] == true)
            let last = try await shop.get("/api/v1/products?page_size=100&page=106")
            #expect(last["items"]?.elements.count == 20 && last["has_next"] == false)
        }
    }
}
