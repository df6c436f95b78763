import BSON
import Catalog
import HTTPTypes
import MongoODM
import RouteKit
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// `/api/v1/products`: pages, documents, and their changes.
@Suite struct V1ProductTests {
    private static let lamp = #"{"name": "Desk Lamp", "price": 19.99, "stock": 5, "image_url": "https://a.b/c.jpg"}"#

    @Test func aListIsAPageOfWhichTheNewestComeFirst() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let new = try await shop.post("/api/v1/products", Self.lamp, token: admin)
            #expect(new.status == 201)
            let page = try await shop.get("/api/v1/products?page_size=3")
            #expect(page.status == 200)
            #expect(page["total"]?.integer == 21 && page["page"]?.integer == 1 && page["page_size"]?.integer == 3)
            #expect(page["has_next"] == true && page["total_is_exact"] == nil)
            let items = page["items"]?.elements ?? []
            #expect(items.count == 3 && items.first == new.json)
            let last = try await shop.get("/api/v1/products?page=7&page_size=3")
            #expect(last["items"]?.elements.count == 3 && last["has_next"] == false)
            let beyond = try await shop.get("/api/v1/products?page=8&page_size=3")
            #expect(beyond["items"] == [] && beyond["total"]?.integer == 21 && beyond["has_next"] == false)
        }
    }

    @Test func aProductHasOneIdentifierAndExactAmounts() async throws {
        try await withShop { shop in
            let product = try await shop.get("/api/v1/products/gaming-laptop-pro")
            #expect(product.status == 200 && product.headers[.eTag] != nil)
            #expect(product["id"]?.text?.count == 24 && product["_id"] == nil && product["product_id"] == nil)
            #expect(product["number"]?.integer == 1 && product["price"]?.digits == "2499.99")
            #expect(product["currency"]?.text == "usd" && product["inventory"]?.integer == 15)
            #expect(product["category"]?["name"] == "Electronics" && product["category"]?["slug"] == "electronics")
            #expect(product["category"]?["id"]?.text?.count == 24 && product["sale_price"] == .null)
            #expect(product["variants"] == [] && product["created_at"]?.text?.hasSuffix("Z") == true)
        }
    }

    @Test func aProductIsFoundByIdThenNumberThenSlug() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let first = try await shop.get("/api/v1/products/1")
            let id = try #require(first["id"]?.text)
            for name in [id, id.uppercased(), "gaming-laptop-pro"] {
                #expect(try await shop.get("/api/v1/products/\(name)").body == first.body)
            }
            // The root takes such slugs.
            _ = try await shop.addProduct(as: admin, id: 101, slug: "1")
            _ = try await shop.addProduct(as: admin, id: 102, slug: "007")
            #expect(try await shop.get("/api/v1/products/1").body == first.body)
            #expect(try await shop.get("/api/v1/products/007")["number"]?.integer == 102)
            _ = try await shop.addProduct(as: admin, id: 103, slug: "104")
            #expect(try await shop.get("/api/v1/products/104")["number"]?.integer == 103)
            _ = try await shop.addProduct(as: admin, id: 104, slug: "lamp-104")
            #expect(try await shop.get("/api/v1/products/104")["number"]?.integer == 104)
            for name in ["none", "0", "-1", "99999999999999999999", "ffffffffffffffffffffffff", "%00"] {
                let missing = try await shop.get("/api/v1/products/\(name)")
                #expect(missing.status == 404 && missing.detail == "Product not found")
            }
        }
    }

    @Test func bothPrefixesReachTheSame() async throws {
        try await withShop { shop in
            let described = try await shop.get("/api/v1/products/gaming-laptop-pro")
            #expect(try await shop.get("/api/products/gaming-laptop-pro").body == described.body)
        }
    }

    @Test func whatOneMountDoesTheOtherShowsAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            func price(_ path: String) async throws -> String? { try await shop.get(path)["price"]?.digits }
            let v1 = try await shop.get("/api/v1/products/1")
            let id = try #require(v1["id"]?.text)
            let v1Paths = ["1", id, "gaming-laptop-pro"].map { "/api/v1/products/\($0)" }
            for path in v1Paths + ["/products/gaming-laptop-pro"] { #expect(try await price(path) == "2499.99") }
            _ = try await shop.get("/api/v1/products?q=gaming+laptop")
            _ = try await shop.patch("/admin/products/\(id)", #"{"price": 10}"#, token: admin)
            for path in v1Paths { #expect(try await price(path) == "10.00") }
            let list = try await shop.get("/api/v1/products?q=gaming+laptop")
            #expect(list["items"]?.elements.first?["price"]?.digits == "10.00")
            let changed = try await shop.patch("/api/v1/products/1", #"{"slug": "laptop", "number": 77}"#, token: admin)
            #expect(changed.status == 200)
            #expect(try await shop.get("/products/gaming-laptop-pro").status == 404)
            #expect(try await shop.get("/api/v1/products/1").status == 404)
            #expect(try await shop.get("/products/laptop").status == 200)
            #expect(try await shop.get("/api/v1/products/77")["slug"]?.text == "laptop")
            #expect(try await shop.delete("/api/v1/products/laptop", token: admin).status == 204)
            for path in ["/products/laptop", "/api/v1/products/77", "/api/v1/products/\(id)"] {
                #expect(try await shop.get(path).status == 404)
            }
        }
    }

    @Test func aPaymentLowersTheInventoryThatIsShown() async throws {
        try await withShop { shop in
            for name in ["1", "gaming-laptop-pro"] {
                #expect(try await shop.get("/api/v1/products/\(name)")["inventory"]?.integer == 15)
            }
            let user = try await shop.signUp()
            let order = try await shop.order(1, quantity: 2, as: user)
            _ = try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
            for name in ["1", "gaming-laptop-pro"] {
                #expect(try await shop.get("/api/v1/products/\(name)")["inventory"]?.integer == 13)
            }
        }
    }

    @Test func aNewProductGetsNumberAndSlug() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let first = try await shop.post("/api/v1/products", Self.lamp, token: admin)
            #expect(first.status == 201 && first.headers[.location] == "/api/v1/products/\(first["id"]?.text ?? "")")
            #expect(first["slug"]?.text == "desk-lamp" && first["number"]?.integer == 21)
            #expect(first["inventory"]?.integer == 5 && first["image"]?.text == "https://a.b/c.jpg")
            let second = try await shop.post("/api/products", Self.lamp, token: admin)
            #expect(second["slug"]?.text == "desk-lamp-22" && second["number"]?.integer == 22)
            _ = try await shop.delete("/api/v1/products/22", token: admin)
            let third = try await shop.post("/api/v1/products", Self.lamp, token: admin)
            #expect(third["number"]?.integer == 23)
            for (name, slug) in [("2024", "product-2024"), ("日本", "product-25"), ("A & B", "a-b")] {
                let made = try await shop.post("/api/v1/products", #"{"name": "\#(name)", "price": 1}"#, token: admin)
                #expect(made["slug"]?.text == slug)
            }
        }
    }

    @Test func parallelCreationsGetNamesOfTheirOwn() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await shop.post("/api/v1/products", Self.lamp, token: admin) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 201 })
            #expect(Set(replies.compactMap { $0["number"]?.integer }).count == 8)
            #expect(Set(replies.compactMap { $0["slug"]?.text }).count == 8)
        }
    }

    @Test(arguments: [
        (#"{"name": "Lamp", "price": 1, "slug": "gaming-laptop-pro"}"#, "slug_taken"),
        (#"{"name": "Lamp", "price": 1, "number": 1}"#, "number_taken"),
    ])
    func aTakenNameIsAConflictWithACode(body: String, code: String) async throws {
        try await withShop { shop in
            let reply = try await shop.post("/api/v1/products", body, token: try await shop.admin())
            #expect(reply.status == 409 && reply["code"]?.text == code && reply.detail != nil)
        }
    }

    @Test(arguments: [
        (#"{"name": "Lamp", "price": 1, "slug": "123"}"#, ["body.slug value_error"]),
        (#"{"name": "Lamp", "price": 1, "slug": "507f1f77bcf86cd799439011"}"#, ["body.slug value_error"]),
        (#"{"name": "Lamp", "price": 1, "slug": "Lamp"}"#, ["body.slug string_pattern_mismatch"]),
        (#"{"name": " ", "price": 0}"#, ["body.name string_too_short", "body.price greater_than"]),
        (#"{"price": 1.999}"#, ["body.price decimal_max_places", "body.name missing"]),
        (#"{"name": "Lamp", "price": 1, "stock": -1}"#, ["body.stock greater_than_equal"]),
    ])
    func badFieldsAreNamed(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let reply = try await shop.post("/api/v1/products", body, token: admin)
            #expect(reply.status == 422 && Set(reply.violations) == Set(violations))
        }
    }

    @Test(arguments: [
        ("page=0", ["query.page greater_than_equal"]), ("page=1001", ["query.page less_than_equal"]),
        ("page_size=101", ["query.page_size less_than_equal"]), ("sort=colour", ["query.sort enum"]),
        ("page=99999999999999999999", ["query.page int_parsing"]),
        ("page=x&page_size=0", ["query.page int_parsing", "query.page_size greater_than_equal"]),
    ])
    func badParametersAreNamed(query: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.get("/api/v1/products?\(query)")
            #expect(reply.status == 422 && reply.violations == violations)
            #expect(try await shop.get("/api/v1/products?unknown=1&page=1000").status == 200)
        }
    }

    @Test func aReplacementKeepsSlugAndNumber() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let path = "/api/v1/products/1"
            let body = #"{"name": "Laptop", "price": 5}"#
            let replaced = try await shop.send(
                .put, path, body: Array(body.utf8),
                headers: [.contentType: "application/json", .authorization: "Bearer \(admin)"])
            #expect(replaced.status == 200 && replaced["name"]?.text == "Laptop")
            #expect(replaced["slug"]?.text == "gaming-laptop-pro" && replaced["number"]?.integer == 1)
            #expect(replaced["description"] == .null && replaced["inventory"]?.integer == 0)
        }
    }

    @Test func whoChangesWhatWasChangedIsToldSo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let read = try await shop.get("/api/v1/products/1")
            let tag: HTTPFields = [.ifMatch: try #require(read.headers[.eTag])]
            let changed = try await shop.patch("/api/v1/products/1", #"{"price": 5}"#, token: admin, headers: tag)
            #expect(changed.status == 200)
            for reply in [
                try await shop.patch("/api/v1/products/1", #"{"price": 6}"#, token: admin, headers: tag),
                try await shop.delete("/api/v1/products/1", token: admin, headers: tag),
            ] { #expect(reply.status == 412) }
            let fresh: HTTPFields = [.ifMatch: try #require(changed.headers[.eTag])]
            let deleted = try await shop.delete("/api/v1/products/1", token: admin, headers: fresh)
            #expect(deleted.status == 204 && deleted.body.isEmpty && deleted.headers[.contentType] == nil)
        }
    }

    @Test func onlyAdminsChangeProducts() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for (token, status) in [(nil, 401), (user, 403)] {
                #expect(try await shop.post("/api/v1/products", Self.lamp, token: token).status == status)
                #expect(try await shop.patch("/api/v1/products/1", "{}", token: token).status == status)
                #expect(try await shop.delete("/api/v1/products/1", token: token).status == status)
            }
            #expect(try await shop.get("/api/v1/products/1").status == 200)
        }
    }

    @Test func aRepeatedCreationAddsOneProduct() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await shop.post("/api/v1/products", Self.lamp, token: admin, headers: key)
            let again = try await shop.post("/api/v1/products", Self.lamp, token: admin, headers: key)
            #expect(again.status == 201 && again.body == first.body)
            #expect(again.headers[.location] == first.headers[.location])
            #expect(again.headers[.init("Idempotency-Replayed")!] == "true")
            #expect(try await shop.get("/api/v1/products?q=lamp")["total"]?.integer == 1)
        }
    }

    @Test func aRefusalIsNotKept() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            let body = #"{"name": "Lamp", "price": 1, "number": 1}"#
            #expect(try await shop.post("/api/v1/products", body, token: admin, headers: key).status == 409)
            _ = try await shop.delete("/admin/products/\(id)", token: admin)
            #expect(try await shop.post("/api/v1/products", body, token: admin, headers: key).status == 201)
        }
    }

    @Test func pagesAndProductsAreKeptInMemory() async throws {
        try await withShop { shop in
            let catalog = shop.backend.shop.catalog
            // The watch of foreign changes drops what is cached when it begins.
            try await eventually {
                _ = try await shop.get("/api/v1/products")
                _ = try await shop.get("/api/v1/products/gaming-laptop-pro")
                let page: Representation<V1ProductPage>? = catalog.pageInMemory(
                    ProductFilter(), PageRequest(page: 1, size: 20), as: V1Product.presentation)
                let product: Representation<V1Product>? = catalog.productInMemory(
                    named: "gaming-laptop-pro", as: V1Product.presentation)
                return page != nil && product != nil
            }
            let keys = try await shop.cachedKeys()
            #expect(keys.contains("products:list:v1:q=all:page=1:size=20"))
            #expect(keys.contains("products:v1:gaming-laptop-pro"))
        }
    }
}
