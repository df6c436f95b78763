import HTTPTypes
import RouteKit
import Schemas
import ShopAPI
import TestSupport
import Testing

@Suite struct ProductRouteTests {
    @Test func theListIsAPlainArrayOfWholeProducts() async throws {
        try await withShop { shop in
            let reply = try await shop.get("/products")
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "application/json")
            #expect(reply.list.count == 20)
            let first = try #require(reply.list.first)
            #expect(first["product_id"]?.integer == 1 && first["slug"]?.text == "gaming-laptop-pro")
            #expect(first["price"]?.digits == "2499.99" && first["inventory"]?.integer == 15)
            #expect(first["_id"]?.text?.count == 24 && first["_id"] == first["id"])
            #expect(first["is_active"] == true && first["category"]?.text == "Electronics")
            #expect(first["created_at"]?.text?.hasSuffix("Z") == true)
        }
    }

    @Test func pagesAndDefaults() async throws {
        try await withShop { shop in
            let page = try await shop.get("/products?skip=5&limit=3")
            #expect(page.list.compactMap { $0["product_id"]?.integer } == [6, 7, 8])
            #expect(try await shop.get("/products?skip=20").list.isEmpty)
            #expect(try await shop.get("/products?limit=100").list.count == 20)
            #expect(try await shop.get("/products?skip=&limit=20").status == 422)
        }
    }

    @Test(arguments: [
        ("q=laptop", [1]), ("q=LAPTOP", [1]), ("q=fashion", [6, 7, 8, 9, 10]), ("q=%26", Array(11...20)),
        ("q=Home+%26+Living", Array(11...15)), ("q=Home%20%26%20Living", Array(11...15)), ("q=.*", []),
        ("q=(", []), ("q=%5B", []), ("q=%00", []), ("q=", Array(1...20)), ("product_id=7", [7]),
        ("product_id=7&q=laptop", []), ("product_id=999", []), ("q=all", []),
    ])
    func searchesAreLiteralAndIgnoreLetterCase(query: String, expected: [Int]) async throws {
        try await withShop { shop in
            // Twice: the second answer comes from the cache.
            for _ in 0..<2 {
                let reply = try await shop.get("/products?\(query)")
                #expect(reply.status == 200)
                #expect(reply.list.compactMap { $0["product_id"]?.integer } == expected)
            }
        }
    }

    @Test func theWordAllIsASearchLikeAnyOther() async throws {
        try await withShop { shop in
            let list = try await shop.get("/products")
            #expect(list.list.count == 20)
            #expect(try await shop.get("/products?q=all").list.isEmpty)
            #expect(try await shop.get("/products").body == list.body)
            // The watch of foreign changes drops what is cached when it begins.
            try await eventually {
                _ = try await shop.get("/products")
                return try await shop.cachedKeys().contains("products:list:q=all:skip=0:limit=20")
            }
        }
    }

    @Test func aProductByItsSlug() async throws {
        try await withShop { shop in
            for _ in 0..<2 {
                let reply = try await shop.get("/products/gaming-laptop-pro")
                #expect(reply.status == 200 && reply["name"]?.text == "Gaming Laptop Pro")
            }
            try await eventually {
                _ = try await shop.get("/products/gaming-laptop-pro")
                return try await shop.cachedKeys().contains("products:slug:gaming-laptop-pro")
            }
            let missing = try await shop.get("/products/none")
            #expect(missing.status == 404 && missing.detail == "Product not found")
        }
    }

    @Test func anInactiveProductIsNotShown() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let product = try await shop.addProduct(as: admin, id: 101, slug: "hidden", extra: "\"is_active\": false")
            #expect(product["is_active"] == false)
            #expect(try await shop.get("/products/hidden").status == 404)
            #expect(try await shop.get("/products?product_id=101").list.isEmpty)
        }
    }

    @Test(arguments: [
        ("skip=-1", ["query.skip greater_than_equal"]), ("limit=0", ["query.limit greater_than_equal"]),
        ("limit=101", ["query.limit less_than_equal"]), ("limit=x", ["query.limit int_parsing"]),
        ("skip=1.5", ["query.skip int_parsing"]), ("product_id=abc", ["query.product_id int_parsing"]),
        ("skip=-1&limit=500", ["query.skip greater_than_equal", "query.limit less_than_equal"]),
        ("skip=99999999999999999999", ["query.skip int_parsing"]),
    ])
    func badParametersAreAllNamed(query: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.get("/products?\(query)")
            #expect(reply.status == 422)
            #expect(reply.violations == violations)
        }
    }

    @Test func theNumberWantedIsAsLargeAsDescribed() async throws {
        try await withShop { shop in
            let operation = try await shop.get("/openapi.json")["paths"]?["/products"]?["get"]
            let parameter = operation?["parameters"]?.elements.first { $0["name"]?.text == "product_id" }
            let number = parameter?["schema"]?["anyOf"]?.elements.first
            #expect(number?["minimum"]?.integer == .min && number?["maximum"]?.integer == .max)
            #expect(try await shop.get("/products?product_id=\(Int.max)").status == 200)
            #expect(try await shop.get("/products?product_id=9223372036854775808").status == 422)
        }
    }

    @Test func theSixthRequestOfAMinuteIsRefused() async throws {
        try await withShop(productRateLimit: RateLimit(5, per: .minute)) { shop in
            for _ in 0..<5 { #expect(try await shop.get("/products").status == 200) }
            let reply = try await shop.get("/products")
            #expect(reply.status == 429)
            #expect(reply["error"]?.text == "rate_limit_exceeded")
            #expect(reply["message"]?.text == "Too many requests. Please slow down and try again later.")
            #expect(reply["detail"]?.text == "5 per 1 minute")
            let seconds = try #require(reply.headers[.retryAfter].flatMap { Int($0) })
            #expect((1...60).contains(seconds))
            // The product page counts for itself, and nothing else is limited.
            #expect(try await shop.get("/products/gaming-laptop-pro").status == 200)
            #expect(try await shop.get("/health").status == 200)
        }
    }

    @Test func thePromisedHeadersAreOnEveryAnswer() async throws {
        try await withShop { shop in
            for path in ["/products", "/products/none", "/nowhere", "/cart", "/products?limit=0"] {
                let reply = try await shop.get(path)
                let time = try #require(reply.headers[.init("X-Process-Time")!].flatMap { Double($0) })
                #expect(time >= 0 && time < 10)
                #expect(reply.headers[.init("X-Request-ID")!]?.isEmpty == false)
            }
        }
    }
}
