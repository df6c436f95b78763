import BSON
import FoundationEssentials
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// What becomes of a visitor's cart at a login.
@Suite struct CartMergeTests {
    private static let email = "a@example.com"

    private func fill(_ shop: ShopClient, _ lines: [Int: Int]) async throws -> String {
        let token = try await shop.cartToken()
        for (product, quantity) in lines.sorted(by: { $0.key < $1.key }) {
            let body = #"{"product_id": \#(product), "quantity": \#(quantity)}"#
            let added = try await shop.post("/api/v1/cart/items", body, headers: [.cartToken: token])
            #expect(added.status == 201)
        }
        return token
    }

    private func logIn(_ shop: ShopClient, _ cart: String) async throws -> Reply {
        let body = #"{"email": "\#(Self.email)", "password": "\#(ShopClient.password)", "cart_token": "\#(cart)"}"#
        return try await shop.post("/api/v1/auth/login", body)
    }

    private func register(_ shop: ShopClient, _ cart: String, headers: HTTPFields = [:]) async throws -> Reply {
        let body = """
            {"email": "\(Self.email)", "password": "\(ShopClient.password)", "name": "Ann", "cart_token": "\(cart)"}
            """
        return try await shop.post("/api/v1/auth/register", body, headers: headers)
    }

    /// The quantities in the root's cart by product number.
    private func lines(_ shop: ShopClient, _ login: Reply) async throws -> [Int: Int] {
        let cart = try await shop.get("/cart", token: login["access_token"]?.text)
        let items = cart["items"]?.elements ?? []
        return items.reduce(into: [:]) { $0[$1["product_id"]?.integer ?? 0] = $1["qty"]?.integer }
    }

    @Test func aRegistrationTakesTheCartAlong() async throws {
        try await withShop { shop in
            let cart = try await self.fill(shop, [1: 2, 2: 1])
            let registration = try await self.register(shop, cart)
            #expect(registration.status == 201 && registration["cart_rejected"] == [])
            #expect(try await self.lines(shop, registration) == [1: 2, 2: 1])
            #expect(try await shop.get("/api/v1/cart", headers: [.cartToken: cart]).status == 404)
            #expect(try await shop.documents("carts").count == 1)
        }
    }

    @Test func aLoginAddsTheCartToTheUsers() async throws {
        try await withShop { shop in
            let token = try await shop.register(Self.email)["access_token"]?.text
            for product in [1, 3] {
                let body = #"{"product_id": \#(product), "qty": 4}"#
                #expect(try await shop.post("/cart/add", body, token: token).status == 200)
            }
            let cart = try await self.fill(shop, [1: 2, 2: 1])
            let login = try await self.logIn(shop, cart)
            #expect(login.status == 200 && login["cart_rejected"] == [])
            #expect(try await self.lines(shop, login) == [1: 6, 2: 1, 3: 4])
        }
    }

    @Test func whatIsNotInStockIsToldAndLeftOut() async throws {
        try await withShop { shop in
            let token = try await shop.register(Self.email)["access_token"]?.text
            let body = #"{"product_id": 1, "qty": 10}"#
            #expect(try await shop.post("/cart/add", body, token: token).status == 200)
            let cart = try await self.fill(shop, [1: 8, 2: 3])
            let admin = try await shop.admin()
            _ = try await shop.patch("/api/v1/products/2", #"{"inventory": 0}"#, token: admin)
            let login = try await self.logIn(shop, cart)
            let rejected = login["cart_rejected"]?.elements ?? []
            #expect(rejected.map { $0["quantity"]?.integer } == [3, 3])
            #expect(rejected.allSatisfy { $0["reason"]?.text == "out_of_stock" })
            let product = try await shop.get("/api/v1/products/1")
            #expect(rejected.first?["product_id"] == product["id"])
            #expect(try await self.lines(shop, login) == [1: 15])
        }
    }

    @Test func aPriceThatHasChangedSinceTheVisitorSawItIsTold() async throws {
        try await withShop { shop in
            let cart = try await self.fill(shop, [1: 2, 2: 1])
            let admin = try await shop.admin()
            _ = try await shop.patch("/api/v1/products/1", #"{"price": 1999.99}"#, token: admin)
            let registration = try await self.register(shop, cart)
            let shown = try await shop.get("/api/v1/cart", token: registration["access_token"]?.text)
            #expect(shown["items"]?.elements.map { $0["message_code"]?.text } == ["price_changed", nil])
        }
    }

    @Test func aLoginWithACodeTakesTheCartAlongAndOneWithoutLeavesIt() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP(Self.email)
            let cart = try await self.fill(shop, [1: 2])
            let refused = try await self.logIn(shop, cart)
            #expect(refused.status == 401 && refused["code"]?.text == "totp_required")
            #expect(try await shop.get("/api/v1/cart", headers: [.cartToken: cart])["total_items"]?.integer == 2)
            let body = """
                {"email": "\(Self.email)", "password": "\(ShopClient.password)", "code": "\(account.code)",
                 "cart_token": "\(cart)"}
                """
            let login = try await shop.post("/api/v1/auth/login", body)
            #expect(login.status == 200 && login["cart_rejected"] == [])
            #expect(try await self.lines(shop, login) == [1: 2])
            #expect(try await shop.get("/api/v1/cart", headers: [.cartToken: cart]).status == 404)
        }
    }

    @Test func aLoginLosesNothingAgainstTheFirstAdditionToTheUsersCart() async throws {
        try await withShop { shop in
            let token = try await shop.register(Self.email)["access_token"]?.text
            let cart = try await self.fill(shop, [1: 2])
            let body = #"{"email": "\#(Self.email)", "password": "\#(ShopClient.password)", "cart_token": "\#(cart)"}"#
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let login = try await process.send(
                    "POST", "/api/v1/auth/login", body, heldAt: CartStep.usersCartFound
                ) { _ in
                    // The login has found that there is no cart, and this makes it.
                    let added = try await shop.post("/cart/add", #"{"product_id": 3, "qty": 1}"#, token: token)
                    #expect(added.status == 200)
                }
                #expect(login?.status == 200)
                #expect(try await self.lines(shop, try #require(login)) == [1: 2, 3: 1])
            }
            #expect(try await shop.documents("carts").count == 1)
        }
    }

    @Test func whatTheUserHadStaysAlsoWhereItIsMoreThanTheStock() async throws {
        try await withShop { shop in
            let token = try await shop.register(Self.email)["access_token"]?.text
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 20}"#, token: token)
            let login = try await self.logIn(shop, try await self.fill(shop, [1: 1]))
            #expect(login["cart_rejected"]?.elements.count == 1)
            #expect(try await self.lines(shop, login) == [1: 20])
        }
    }

    @Test func aFullCartTakesNoFurtherLines() async throws {
        try await withShop { shop in
            let registration = try await shop.register(Self.email)
            let id = try #require(registration["user"]?["id"]?.text)
            let items = (1...100).map { ["product_id": .int32(Int32($0) + 1000), "qty": 1] as BSONValue }
            let full: BSONValue = ["user_id": .string(id), "items": .array(items), "updated_at": .date(.now)]
            try await shop.database.run(["insert": "carts", "documents": [full]])
            let login = try await self.logIn(shop, try await self.fill(shop, [1: 2]))
            #expect(login["cart_rejected"]?.elements.map { $0["reason"]?.text } == ["cart_full"])
            #expect(try await self.lines(shop, login).count == 100)
        }
    }

    @Test(arguments: ["unknown", "", String(repeating: "x", count: 10_000)])
    func anUnknownTokenHindersNoLogin(cart: String) async throws {
        try await withShop { shop in
            #expect(try await self.register(shop, cart).status == 201)
            let login = try await self.logIn(shop, cart)
            #expect(login.status == 200 && login["cart_rejected"] == [])
        }
    }

    @Test func aTokenThatIsNoTextIsNamed() async throws {
        try await withShop { shop in
            let body = #"{"email": "a@example.com", "password": "SecurePass123", "cart_token": 7}"#
            let reply = try await shop.post("/api/v1/auth/login", body)
            #expect(reply.status == 422 && reply.violations == ["body.cart_token string_type"])
        }
    }

    @Test func aWrongPasswordLeavesTheCart() async throws {
        try await withShop { shop in
            _ = try await shop.register(Self.email)
            let cart = try await self.fill(shop, [1: 2])
            let body = #"{"email": "\#(Self.email)", "password": "wrong-password", "cart_token": "\#(cart)"}"#
            #expect(try await shop.post("/api/v1/auth/login", body).status == 401)
            #expect(try await shop.get("/api/v1/cart", headers: [.cartToken: cart])["total_items"]?.integer == 2)
        }
    }

    /// What shows a user's cart is a login, and its name or what is stored of a visitor's is none.
    @Test func nobodyElsesCartIsMerged() async throws {
        try await withShop { shop in
            let other = try await shop.signUp()
            let shown = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: other)
            let visitors = try await self.fill(shop, [2: 1])
            _ = try await shop.register(Self.email)
            let hash = try #require(
                try await shop.documents("carts").compactMap { $0["token_hash"]?.stringValue }.first)
            for token in [shown["_id"]?.text, shown["user_id"]?.text, other, hash] {
                let login = try await self.logIn(shop, try #require(token))
                #expect(login.status == 200)
                #expect(try await self.lines(shop, login) == [:])
            }
            #expect(try await shop.get("/cart", token: other)["items"]?.elements.count == 1)
            #expect(try await shop.get("/api/v1/cart", headers: [.cartToken: visitors])["total_items"]?.integer == 1)
        }
    }

    @Test func ofLoginsAtOnceOneAddsTheCart() async throws {
        try await withShop { shop in
            let token = try await shop.register(Self.email)["access_token"]?.text
            for round in 1...3 {
                let cart = try await self.fill(shop, [2: 1])
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 { group.addTask { try await self.logIn(shop, cart).status } }
                    // The user goes on shopping.
                    group.addTask {
                        let body = #"{"product_id": 3, "qty": 1}"#
                        return try await shop.post("/cart/add", body, token: token).status
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.allSatisfy { $0 == 200 })
                let again = try await self.logIn(shop, cart)
                #expect(try await self.lines(shop, again) == [2: round, 3: round])
            }
        }
    }

    @Test func loginsAtOnceWithTwoCartsLeaveOne() async throws {
        try await withShop { shop in
            _ = try await shop.register(Self.email)
            let carts = [try await self.fill(shop, [2: 1]), try await self.fill(shop, [2: 2, 3: 1])]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for cart in carts {
                    group.addTask {
                        let login = try await self.logIn(shop, cart)
                        #expect(login.status == 200)
                    }
                }
                try await group.waitForAll()
            }
            let login = try await shop.v1LogIn(Self.email)
            #expect(try await self.lines(shop, login) == [2: 3, 3: 1])
            #expect(try await shop.documents("carts").count == 1)
        }
    }

    @Test func aRegistrationThatComesAgainAddsNothing() async throws {
        try await withShop { shop in
            let cart = try await self.fill(shop, [1: 2])
            let key: HTTPFields = [.init("Idempotency-Key")!: "once"]
            for _ in 0..<2 {
                let registration = try await self.register(shop, cart, headers: key)
                #expect(registration.status == 201)
                #expect(try await self.lines(shop, registration) == [1: 2])
            }
        }
    }

    @Test func theCartIsTakenAlongAlsoWhereTheAddressMustBeVerified() async throws {
        try await withShop(configure: { $0.requiresVerifiedEmail = true }) { shop in
            let cart = try await self.fill(shop, [1: 2])
            let registration = try await self.register(shop, cart)
            #expect(registration.status == 201 && registration["cart_rejected"] == [])
            let stored = try await shop.documents("carts")
            #expect(stored.map { $0["user_id"]?.stringValue } == [registration["user"]?["id"]?.text])
        }
    }

    /// The primary contract knows of no such carts.
    @Test func theRootsLoginTakesNothing() async throws {
        try await withShop { shop in
            _ = try await shop.register(Self.email)
            let cart = try await self.fill(shop, [1: 2])
            let body = #"{"email": "\#(Self.email)", "password": "\#(ShopClient.password)", "cart_token": "\#(cart)"}"#
            let login = try await shop.post("/auth/login", body)
            #expect(login.status == 200 && login["cart_rejected"] == nil)
            #expect(try await self.lines(shop, login) == [:])
        }
    }
}
