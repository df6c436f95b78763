import BSON
import FoundationEssentials
import Logging
import MongoODM
import RouteKit
import RouteKitTestSupport
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

/// Documents that can't be read, beside those of the Python app that can: `Tests/Fixtures/python-shop-unreadable`.
@Suite struct UnreadableDocumentTests {
    private func withBrokenShop(
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable (ShopClient) async throws -> Void
    ) async throws {
        try await withPythonShop(and: ["python-shop-unreadable"], logger: logger, body)
    }

    @Test func listsOfProductsLeaveThemOut() async throws {
        try await self.withBrokenShop { shop in
            for path in ["/products", "/products?q=e", "/products?limit=100"] {
                let list = try await shop.get(path)
                #expect(list.status == 200)
                #expect(!list.list.contains { ["old-date", "text-price", "text-id"].contains($0["slug"]?.text) })
            }
            #expect(try await shop.get("/products").list.count == 8)
        }
    }

    @Test func theirPagesAreNotFound() async throws {
        try await self.withBrokenShop { shop in
            for slug in ["old-date", "text-price", "half-stock", "endless-price", "nothing"] {
                let page = try await shop.get("/products/\(slug)")
                #expect(page.status == 404)
            }
        }
    }

    @Test func theyAreNotForSale() async throws {
        try await self.withBrokenShop { shop in
            let jane = try await shop.token(of: .jane)
            for number in 801...806 {
                let reply = try await shop.post("/cart/add", #"{"product_id": \#(number), "qty": 1}"#, token: jane)
                #expect(reply.status == 404)
            }
        }
    }

    @Test func theirOwnerAndAdminsListTheOtherOrders() async throws {
        try await self.withBrokenShop { shop in
            let jane = try await shop.token(of: .jane)
            #expect(try await shop.get("/orders", token: jane).list.count == 4)
            let all = try await shop.get("/orders/admin/all", token: shop.token(of: .admin))
            #expect(all.list.count == 6)
            #expect(try await shop.get("/orders/66f000000000000000001101", token: jane).status == 404)
        }
    }

    @Test func anOrderThatCanNotBeReadIsNotPaid() async throws {
        try await self.withBrokenShop { shop in
            let jane = try await shop.token(of: .jane)
            let reply = try await shop.post("/payments/confirm?order_id=66f000000000000000001103", "", token: jane)
            #expect(reply.status == 404)
            let stored = try await shop.database.documents("orders", ["status": "pending"])
            let pending = stored.compactMap { $0["_id"]?.objectIDValue?.hexString }
            #expect(pending.contains("66f000000000000000001103"))
        }
    }

    @Test func anAccountThatCanNotBeReadIsNotLetInAndKeepsItsAddress() async throws {
        try await self.withBrokenShop { shop in
            #expect(try await shop.logIn("late@example.com", "Secret-of-Jane1").status == 401)
            let signup = try await shop.post(
                "/auth/signup", #"{"email": "late@example.com", "password": "SecurePass123"}"#)
            #expect(signup.status == 409)
            let promotion = try await shop.post(
                "/auth/promote-to-admin", #"{"email": "late@example.com"}"#, token: shop.token(of: .admin))
            #expect(promotion.status == 404)
        }
    }

    @Test func aChangeOfTheBadFieldMendsAProduct() async throws {
        try await self.withBrokenShop { shop in
            let admin = try await shop.token(of: .admin)
            for (id, body) in [(902, #"{"price": 12.5}"#), (904, #"{"inventory": 2}"#), (905, #"{"price": 1}"#)] {
                let reply = try await shop.patch("/admin/products/66f000000000000000000\(id)", body, token: admin)
                #expect(reply.status == 200, "\(reply.text)")
            }
            let text = try await shop.get("/products/text-price")
            #expect(text.status == 200 && text["price"]?.digits == "12.50")
        }
    }

    @Test func aChangeThatMendsNothingNamesTheField() async throws {
        try await self.withBrokenShop { shop in
            let admin = try await shop.token(of: .admin)
            let path = "/admin/products/66f000000000000000000901"
            let reply = try await shop.patch(path, #"{"name": "Other"}"#, token: admin)
            #expect(reply.status == 409 && reply.text.contains("created_at: Input should be a valid datetime"))
            let names = try await shop.database.documents("products", ["slug": "old-date"]).map { $0["name"] }
            #expect(names == ["Old Date"])
        }
    }

    @Test func theyAreDeletedAndTheDeletionIsWrittenDown() async throws {
        try await self.withBrokenShop { shop in
            let admin = try await shop.token(of: .admin)
            for id in [901, 902, 907] {
                let reply = try await shop.delete("/admin/products/66f000000000000000000\(id)", token: admin)
                #expect(reply.status == 200 && reply["deleted_product"] == .null)
            }
            let gone = try await shop.delete("/admin/products/66f000000000000000000901", token: admin)
            #expect(gone.status == 404)
            let entries = try await shop.get("/admin/audit?kind=product", token: admin)["items"]?.elements ?? []
            #expect(entries.count == 3 && entries.last?["before"]?["created_at"] == "2024-10-21 10:30")
        }
    }

    @Test(
        arguments: [
            (["product_id": 2, "qty": 1.5], [1]), (["product_id": "2", "qty": 1], [1]), ([1], [1]), (nil, [1]),
        ] as [(BSONValue, [Int])])
    func aLineThatIsNoneIsDroppedFromItsCart(line: BSONValue, left: [Int]) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, 1)], of: user)
            try await shop.update("carts", [:], ["$push": ["items": line]])
            for path in ["/cart", "/cart"] {
                let cart = try await shop.get(path, token: user)
                #expect(cart.status == 200 && cart["items"]?.elements.map { $0["product_id"]?.integer } == left)
            }
            #expect(try await shop.post("/checkout/create-order", "", token: user).status == 200)
        }
    }

    @Test func aCartWithoutAListOfLinesCanBeUsedAgain() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([], of: user)
            try await shop.update("carts", [:], ["$set": ["items": "none", "updated_at": "today"]])
            let cart = try await shop.post("/cart/remove", #"{"product_id": 1}"#, token: user)
            #expect(cart.status == 200 && cart["items"] == [])
        }
    }

    @Test func theDoctorNamesEachOfThem() async throws {
        try await self.withBrokenShop { shop in
            var named: [String: Set<String>] = [:]
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 100) { diagnosis in
                guard diagnosis.name == "documents" else { return }
                for fault in diagnosis.faults {
                    let id = fault["_id"]?.objectIDValue?.hexString ?? fault["_id"]?.stringValue ?? ""
                    named[fault["collection"]?.stringValue ?? "", default: []].insert(String(id.suffix(8)))
                }
            }
            #expect(
                named == [
                    "users": ["00000901", "00000902", "00000903", "text"],
                    "products": ["00000901", "00000902", "old-lamp", "00000904", "00000905", "00000906", "00000907"],
                    // The first is one of 1,500.
                    "carts": ["00000204", "00001001", "00001002", "00001003"],
                    "orders": ["00001101", "00001102", "00001103", "00001104"],
                ])
        }
    }

    @Test func theLogTellsEachOnceAndNoValues() async throws {
        let lines = try await linesLogged { output in
            let logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            try await self.withBrokenShop(logger: logger) { shop in
                for limit in 50...60 { _ = try await shop.get("/products?limit=\(limit)") }
            }
        }.filter { $0.contains("can't be read") }
        #expect(lines.count { $0.contains("66f000000000000000000902") } == 1)
        #expect(lines.allSatisfy { $0.contains("collection=products") && !$0.contains("12.50") })
    }

    @Test func otherChangesAreStillNoticed() async throws {
        let lines = try await linesLogged { output in
            let logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            try await withPythonShop(logger: logger) { shop in
                _ = try await shop.get("/products/mug")
                for _ in 0..<3 {
                    try await shop.update("products", ["slug": "chair"], ["$set": ["created_at": "today"]])
                    try await shop.update("products", ["slug": "chair"], ["$set": ["created_at": .date(.now)]])
                }
                try await shop.storePrice("7.5", of: 5)
                try await eventually { try await shop.get("/products/mug")["price"]?.digits == "7.50" }
            }
        }
        #expect(!lines.contains { $0.contains("not noticed") })
    }
}
