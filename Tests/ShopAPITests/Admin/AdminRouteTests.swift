import HTTPTypes
import Schemas
import Testing

@Suite struct AdminRouteTests {
    @Test func creatingAProductShowsItAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.get("/products?limit=100").list.count == 20)
            let reply = try await shop.post(
                "/admin/products",
                #"""
                {"product_id": 101, "name": "New Product", "slug": "new-product", "description": "Product description",
                 "price": 99.99, "image": "https://example.com/image.jpg", "inventory": 50, "category": "Electronics",
                 "is_active": true}
                """#, token: admin)
            #expect(reply.status == 200)
            #expect(reply["_id"]?.text?.count == 24 && reply["price"]?.digits == "99.99")
            #expect(try await shop.get("/products?limit=100").list.count == 21)
            #expect(try await shop.get("/products/new-product")["id"] == reply["id"])
        }
    }

    @Test func takenSlugsAndNumbersAreConflicts() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let product = try await shop.addProduct(as: admin, id: 101, slug: "lamp")
            for (number, slug, field) in [(101, "other", "product_id"), (102, "lamp", "slug")] {
                let body = #"{"product_id": \#(number), "name": "X", "slug": "\#(slug)", "price": 1}"#
                let reply = try await shop.post("/admin/products", body, token: admin)
                #expect(reply.status == 409 && reply.detail?.contains(field) == true)
            }
            let path = "/admin/products/\(product["id"]?.text ?? "")"
            #expect(try await shop.patch(path, #"{"product_id": 1}"#, token: admin).status == 409)
            #expect(try await shop.patch(path, #"{"slug": "gaming-laptop-pro"}"#, token: admin).status == 409)
        }
    }

    @Test func aPatchChangesWhatItNamesAndNothingElse() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let before = try await shop.get("/products/gaming-laptop-pro")
            let path = "/admin/products/\(before["id"]?.text ?? "")"
            let reply = try await shop.patch(path, #"{"price": 1999.5, "description": null}"#, token: admin)
            #expect(reply.status == 200 && reply["price"]?.digits == "1999.50" && reply["description"] == .null)
            let after = try await shop.get("/products/gaming-laptop-pro")
            #expect(after.json == reply.json)
            for field in ["_id", "product_id", "name", "slug", "image", "inventory", "category", "created_at"] {
                #expect(after[field] == before[field])
            }
            #expect(try await shop.patch(path, "{}", token: admin).json == reply.json)
        }
    }

    @Test func aNewSlugLeavesTheOldOne() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let product = try await shop.get("/products/gaming-laptop-pro")
            let path = "/admin/products/\(product["id"]?.text ?? "")"
            #expect(try await shop.patch(path, #"{"slug": "renamed"}"#, token: admin).status == 200)
            #expect(try await shop.get("/products/gaming-laptop-pro").status == 404)
            #expect(try await shop.get("/products/renamed").status == 200)
        }
    }

    @Test func deletingConfirmsWhatIsGone() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let product = try await shop.get("/products/gaming-laptop-pro")
            let path = "/admin/products/\(product["id"]?.text ?? "")"
            let reply = try await shop.delete(path, token: admin)
            #expect(reply.status == 200 && reply["message"]?.text?.isEmpty == false)
            #expect(try await shop.get("/products/gaming-laptop-pro").status == 404)
            #expect(try await shop.get("/products").list.count == 19)
            #expect(try await shop.delete(path, token: admin).status == 404)
            #expect(try await shop.patch(path, #"{"price": 1}"#, token: admin).status == 404)
        }
    }

    @Test func onlyAdminsMayChangeProducts() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let path = "/admin/products/507f1f77bcf86cd799439011"
            for token in [nil, user] {
                let expected = token == nil ? 401 : 403
                #expect(try await shop.post("/admin/products", "{}", token: token).status == expected)
                #expect(try await shop.patch(path, "{}", token: token).status == expected)
                #expect(try await shop.delete(path, token: token).status == expected)
            }
        }
    }

    @Test(arguments: ["nonsense", "507f1f77bcf86cd799439011", "507f1f77bcf86cd79943901", "%F0%28"])
    func unknownAndMalformedIdentifiersAreNotFound(id: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.patch("/admin/products/\(id)", #"{"price": 1}"#, token: admin).status == 404)
            #expect(try await shop.delete("/admin/products/\(id)", token: admin).status == 404)
        }
    }

    @Test func everyViolationOfADraftIsNamedAtOnce() async throws {
        try await withShop { shop in
            let reply = try await shop.post(
                "/admin/products",
                #"{"product_id": -1, "name": "", "slug": "A b", "price": 0.001, "inventory": -1, "is_active": 1}"#,
                token: try await shop.admin())
            #expect(reply.status == 422)
            #expect(
                Set(reply.violations) == [
                    "body.product_id greater_than_equal", "body.name string_too_short",
                    "body.slug string_pattern_mismatch", "body.price decimal_max_places",
                    "body.inventory greater_than_equal", "body.is_active bool_type",
                ])
        }
    }
}
