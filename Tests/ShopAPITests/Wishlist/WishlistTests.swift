import Accounts
import BSON
import FoundationEssentials
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import Testing

@testable import Carts

/// `/api/v1/wishlist`.
@Suite struct WishlistTests {
    private static let path = "/api/v1/wishlist"

    /// - Parameter product: as it stands in JSON.
    private func wish(_ product: String, _ shop: ShopClient, _ user: String) async throws -> Reply {
        try await shop.post(Self.path, #"{"product_id": \#(product)}"#, token: user)
    }

    private func list(_ shop: ShopClient, _ user: String, _ query: String = "") async throws -> [JSONNode] {
        try await shop.get(Self.path + query, token: user)["items"]?.elements ?? []
    }

    private func numbers(_ items: [JSONNode]) -> [Int?] { items.map { $0["product"]?["number"]?.integer } }

    @Test func aProductIsListedOnceHoweverOftenAndByWhateverNameItIsAdded() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            let first = try await self.wish("1", shop, user)
            #expect(first.status == 201 && first.headers[.location] == Self.path)
            for name in ["1", "\"\(id)\"", "\"gaming-laptop-pro\""] {
                let again = try await self.wish(name, shop, user)
                #expect(again.status == 201 && again.body == first.body)
            }
            #expect(try await self.list(shop, user) == [first.json])
            let product = try #require(first["product"])
            #expect(product["id"]?.text == id && product["price"]?.digits == "2499.99" && first["available"] == true)
            #expect(product["slug"] == "gaming-laptop-pro" && product["name"] == "Gaming Laptop Pro")
        }
    }

    @Test func theListComesInPagesTheNewestFirst() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for product in 1...5 { _ = try await self.wish(String(product), shop, user) }
            let page = try await shop.get("\(Self.path)?page=2&page_size=2", token: user)
            #expect(self.numbers(page["items"]?.elements ?? []) == [3, 2])
            #expect(page["total"]?.integer == 5 && page["has_next"] == true)
            let entries = Repository<WishlistEntry>(shop.database)
            let plan = try await entries.explain(
                \.userID == ObjectID(), sort: [.descending(\.addedAt), .descending(\.id)], limit: 21)
            #expect(plan.index == "user_id_1_added_at_-1__id_-1" && !plan.stages.contains("SORT"))
        }
    }

    @Test func whatCannotBeBoughtAnyMoreStaysVisible() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for product in 1...4 { _ = try await self.wish(String(product), shop, user) }
            let before = try await self.list(shop, user)
            try await shop.removeForGood("1", as: admin)
            for (product, change) in [
                (2, #"{"is_active": false, "name": "Hidden"}"#), (3, #"{"inventory": 0}"#), (4, #"{"price": 1.50}"#),
            ] {
                #expect(try await shop.patch("/api/v1/products/\(product)", change, token: admin).status == 200)
            }
            let after = try await self.list(shop, user)
            #expect(after.map { $0["available"] } == [true, false, false, false])
            #expect(after.first?["product"]?["price"]?.digits == "1.50")
            for (now, old) in zip(after, before).dropFirst() { #expect(now["product"] == old["product"]) }
            #expect(try await self.wish("2", shop, user).status == 404)
        }
    }

    /// A number may be given to another product.
    @Test func anotherProductWithTheNumberOfOneThatIsGoneIsAnother() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await self.wish("1", shop, user)
            try await shop.removeForGood("1", as: admin)
            _ = try await shop.addProduct(as: admin, id: 1, slug: "lamp")
            let entry = try #require(try await self.list(shop, user).first)
            #expect(entry["available"] == false && entry["product"]?["name"] == "Gaming Laptop Pro")
            #expect(try await self.wish("1", shop, user).status == 201)
            #expect(try await self.list(shop, user).count == 2)
        }
    }

    @Test(arguments: ["id", "1", "gaming-laptop-pro"], [false, true])
    func aProductIsTakenOffByAnyOfItsNamesAlsoWhenItIsGone(name: String, isGone: Bool) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let wished = try await self.wish("1", shop, user)
            _ = try await self.wish("2", shop, user)
            let name = name == "id" ? try #require(wished["product"]?["id"]?.text) : name
            if isGone { try await shop.removeForGood("1", as: try await shop.admin()) }
            let removed = try await shop.delete("\(Self.path)/\(name)", token: user)
            #expect(removed.status == 204 && removed.body.isEmpty)
            #expect(try await self.numbers(self.list(shop, user)) == [2])
            #expect(try await shop.delete("\(Self.path)/\(name)", token: user).status == 404)
        }
    }

    @Test(arguments: [("", 1), (#"{"quantity": 3}"#, 3), ("{}", 1)])
    func aProductMovesToTheCart(body: String, quantity: Int) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await self.wish("1", shop, user)
            let path = "\(Self.path)/1/move-to-cart"
            let moved = try await shop.post(path, body, token: user)
            #expect(moved.status == 200 && moved["total_items"]?.integer == quantity)
            #expect(try await shop.get("/api/v1/cart", token: user).body == moved.body)
            #expect(try await self.list(shop, user).isEmpty)
            let again = try await shop.post(path, body, token: user)
            #expect(again.status == 404)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == quantity)
        }
    }

    @Test func whatTheCartCannotTakeStaysOnTheWishlist() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for product in 1...3 { _ = try await self.wish(String(product), shop, user) }
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 14}"#, token: user)
            _ = try await shop.patch("/api/v1/products/2", #"{"inventory": 0}"#, token: admin)
            let gone = try await shop.get("/api/v1/products/3")["id"]?.text ?? ""
            try await shop.removeForGood("3", as: admin)
            for (name, code, left) in [("1", "out_of_stock", 15), ("2", "out_of_stock", 0), (gone, "gone", nil)] {
                let reply = try await shop.post("\(Self.path)/\(name)/move-to-cart", #"{"quantity": 2}"#, token: user)
                #expect(reply.status == 409 && reply["code"]?.text == code)
                #expect(reply["available"]?.integer == left)
            }
            #expect(try await self.list(shop, user).count == 3)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 14)
        }
    }

    @Test func ofMovesAtOnceOneIsDone() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await self.wish("1", shop, user)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await shop.post("\(Self.path)/1/move-to-cart", "", token: user).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 404 } == 7)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 1)
        }
    }

    @Test func nobodyReachesAnothersWishlist() async throws {
        try await withShop { shop in
            let (user, other, admin) = (try await shop.signUp(), try await shop.signUp(), try await shop.admin())
            let wished = try await self.wish("1", shop, user)
            let id = try #require(wished["product"]?["id"]?.text)
            for stranger in [other, admin] {
                #expect(try await self.list(shop, stranger).isEmpty)
                for name in [id, "1"] {
                    #expect(try await shop.delete("\(Self.path)/\(name)", token: stranger).status == 404)
                    let moved = try await shop.post("\(Self.path)/\(name)/move-to-cart", "", token: stranger)
                    #expect(moved.status == 404)
                }
            }
            #expect(try await shop.get(Self.path).status == 401)
            let visitor: HTTPFields = [.cartToken: try await shop.cartToken()]
            #expect(try await shop.get(Self.path, headers: visitor).status == 401)
            #expect(try await self.list(shop, user).count == 1)
        }
    }

    @Test func aThousandIsTheMostAlsoAtOnce() async throws {
        try await withShop { shop in
            let user = try await shop.signUp("ann@example.com")
            let id = try #require(try await shop.user("ann@example.com")?.id)
            let entries = Repository<WishlistEntry>(shop.database)
            try await entries.createMany(
                (0..<995).map { number in
                    WishlistEntry(
                        of: id,
                        ProductSummary(
                            id: ObjectID(), number: 5000 + number, slug: "gone-\(number)", name: "Gone", price: .zero,
                            image: nil, pictureID: nil, isActive: false, inventory: 0, maximumPerOrder: nil,
                            weight: nil,
                            categories: [], variants: []))
                })
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for product in 1...8 { group.addTask { try await self.wish(String(product), shop, user) } }
                return try await group.reduce(into: [Reply]()) { $0.append($1) }
            }
            let refused = replies.filter { $0.status == 409 }
            #expect(replies.count { $0.status == 201 } == 5 && refused.count == 3)
            #expect(refused.allSatisfy { $0["code"]?.text == "wishlist_full" })
            #expect(try await entries.count(\.userID == id) == 1000)
            let there = try #require(
                try await self.list(shop, user, "?page_size=1").first?["product"]?["number"]?.integer)
            #expect(try await self.wish(String(there), shop, user).status == 201)
        }
    }

    @Test(arguments: [
        ("", "{}", ["body.product_id missing"]), ("", #"{"product_id": []}"#, ["body.product_id string_type"]),
        ("/1/move-to-cart", #"{"quantity": 0}"#, ["body.quantity greater_than_equal"]),
    ])
    func badFieldsAreNamed(path: String, body: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post(Self.path + path, body, token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }

    @Test(arguments: ["no-such-thing", "99999999999999999999", "%00", "507f1f77bcf86cd799439012"])
    func whatIsNotThereIsNotFound(name: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            #expect(try await shop.delete("\(Self.path)/\(name)", token: user).status == 404)
            #expect(try await shop.post("\(Self.path)/\(name)/move-to-cart", "", token: user).status == 404)
        }
    }
}
