import BSON
import Catalog
import HTTPTypes
import HummingbirdTesting
import MongoODM
import RouteKit
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// What `/api/v1` knows of products besides the primary contract: tags, weight, limits, SEO, names of before.
@Suite struct ProductDetailTests {
    private static let shirt = #"""
        {"name": "T-Shirt", "price": 15, "stock": 9, "tags": [" Summer", "cotton", "SUMMER"], "weight": 180,
         "max_per_order": 3, "is_featured": true, "seo": {"title": "Shirts", "description": "Soft ones"}}
        """#

    @Test func detailsAreKeptAndShownAtV1Alone() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let made = try await shop.post("/api/v1/products", Self.shirt, token: admin)
            #expect(made.status == 201 && made["tags"] == ["summer", "cotton"] && made["weight"]?.integer == 180)
            #expect(made["max_per_order"]?.integer == 3 && made["is_featured"] == true)
            #expect(made["seo"]?["title"] == "Shirts" && made["rating"]?["count"]?.integer == 0)
            #expect(try await shop.get("/api/v1/products/t-shirt").json == made.json)
            let root = try await shop.get("/products/t-shirt")
            let plain = try await shop.get("/products/gaming-laptop-pro")
            #expect(root.json.keys == plain.json.keys)
        }
    }

    @Test func detailsThatAreNotSentStay() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let made = try await shop.post("/api/v1/products", Self.shirt, token: admin)
            let changed = try await shop.patch(
                "/api/v1/products/t-shirt", #"{"weight": null, "tags": ["Winter"]}"#, token: admin)
            #expect(changed["weight"] == .null && changed["tags"] == ["winter"])
            #expect(changed["max_per_order"]?.integer == 3 && changed["seo"] == made["seo"])
            let number = try #require(made["number"]?.integer)
            let id = try #require(made["id"]?.text)
            _ = try await shop.patch("/admin/products/\(id)", #"{"price": 14}"#, token: admin)
            let same = try await shop.get("/api/v1/products/\(number)")
            #expect(same["tags"] == ["winter"] && same["is_featured"] == true && same["price"]?.digits == "14.00")
            let replaced = try await shop.send(
                .put, "/api/v1/products/t-shirt", #"{"name": "T-Shirt", "price": 15}"#, token: admin)
            #expect(replaced["tags"] == [] && replaced["max_per_order"] == .null && replaced["is_featured"] == false)
        }
    }

    @Test(arguments: [
        (#""tags": [""]"#, "tags"), (#""tags": ["\#(String(repeating: "a", count: 51))"]"#, "tags"),
        (#""tags": [\#((0...50).map { "\"\($0)\"" }.joined(separator: ","))]"#, "tags"), (#""weight": -1"#, "weight"),
        (#""max_per_order": 0"#, "max_per_order"), (#""max_per_order": 1001"#, "max_per_order"),
        (#""slug": "featured""#, "slug"), (#""seo": {"title": 1}"#, "title"),
    ]) func wrongDetailsAreNamed(field: String, name: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let refused = try await shop.post(
                "/api/v1/products", #"{"name": "A", "price": 1, \#(field)}"#, token: admin)
            #expect(refused.status == 422)
            #expect(refused["detail"]?.elements.first?["loc"]?.elements.last?.text == name)
        }
    }

    @Test func theListOfFeaturedProductsFollowsChanges() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.get("/api/v1/products/featured")["total"]?.integer == 0)
            _ = try await shop.patch("/api/v1/products/1", #"{"is_featured": true}"#, token: admin)
            _ = try await shop.post("/api/v1/products", Self.shirt, token: admin)
            let page = try await shop.get("/api/v1/products/featured")
            #expect(page["items"]?.elements.map { $0["slug"] } == ["t-shirt", "gaming-laptop-pro"])
            #expect(try await shop.get("/api/v1/products?featured=true")["items"] == page["items"])
            _ = try await shop.patch("/api/v1/products/t-shirt", #"{"is_active": false}"#, token: admin)
            #expect(try await shop.get("/api/v1/products/featured")["total"]?.integer == 1)
        }
    }

    @Test func tagsAreCountedOverActiveProducts() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.get("/api/v1/tags")["items"] == [])
            _ = try await shop.post("/api/v1/products", Self.shirt, token: admin)
            _ = try await shop.patch("/api/v1/products/1", #"{"tags": ["summer", "led"]}"#, token: admin)
            let page = try await shop.get("/api/v1/tags?page_size=2")
            #expect(page["items"]?.elements.map { $0["name"] } == ["cotton", "led"])
            #expect(page["total"]?.integer == 3 && page["has_next"] == true)
            #expect(try await shop.get("/api/v1/tags?page=3&page_size=1")["items"]?.elements.first?["count"] == 2)
            _ = try await shop.patch("/api/v1/products/t-shirt", #"{"is_active": false}"#, token: admin)
            #expect(try await shop.get("/api/v1/tags")["total"]?.integer == 2)
        }
    }

    @Test func aNameOfBeforeLeadsToThePresentOne() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for slug in ["laptop", "laptop-2"] {
                _ = try await shop.patch("/api/v1/products/1", #"{"slug": "\#(slug)"}"#, token: admin)
            }
            for old in ["gaming-laptop-pro", "laptop"] {
                #expect(try await self.newPlace(of: old, in: shop) == "/api/v1/products/laptop-2")
            }
            #expect(try await shop.get("/products/laptop").status == 404)
            // Back to a name of before, and a name of before of another product's.
            _ = try await shop.patch("/api/v1/products/1", #"{"slug": "laptop"}"#, token: admin)
            #expect(try await shop.get("/api/v1/products/laptop").status == 200)
            _ = try await shop.patch("/api/v1/products/2", #"{"slug": "gaming-laptop-pro"}"#, token: admin)
            #expect(try await shop.get("/api/v1/products/gaming-laptop-pro")["number"]?.integer == 2)
            _ = try await shop.patch("/api/v1/products/2", #"{"slug": "mouse"}"#, token: admin)
            #expect(try await self.newPlace(of: "gaming-laptop-pro", in: shop) == "/api/v1/products/mouse")
            _ = try await shop.patch("/api/v1/products/2", #"{"is_active": false}"#, token: admin)
            #expect(try await shop.get("/api/v1/products/gaming-laptop-pro").status == 404)
        }
    }

    /// Where a 301 leads to; nil for another status. The usual client would go there by itself.
    private func newPlace(of slug: String, in shop: ShopClient) async throws -> String? {
        try await RawConnection.open(port: try #require(shop.http.port)) { connection in
            try await connection.get("/api/v1/products/\(slug)")
            let (head, _) = try await connection.response()
            return head.status.hasPrefix("HTTP/1.1 301") ? head["Location"] : nil
        }
    }

    @Test func aRemovedProductCanBeBroughtBack() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            let before = try await shop.get("/api/v1/products/1")
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(try await shop.delete("/api/v1/products/1", token: admin).status == 204)
            for path in ["/products/gaming-laptop-pro", "/api/v1/products/1"] {
                #expect(try await shop.get(path).status == 404)
            }
            let line = try await shop.get("/api/v1/cart", token: user)["items"]?.elements.first
            #expect(line?["available"] == false && line?["message_code"] == "gone")
            #expect(try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user).status == 404)
            // Its names stay taken, and only who may change it sees it.
            let rival = #"{"name": "Rival", "price": 1, "slug": "gaming-laptop-pro"}"#
            #expect(try await shop.post("/api/v1/products", rival, token: admin)["code"] == "slug_taken")
            #expect(try await shop.get("/api/v1/products/1", token: admin)["is_active"] == false)
            #expect(try await shop.get("/api/v1/products/1", token: user).status == 404)
            let id = try #require(before["id"]?.text)
            for path in ["/api/v1/products/1", "/admin/products/\(id)"] {
                #expect(try await shop.patch(path, #"{"is_active": true}"#, token: admin).status == 404)
            }
            #expect(try await shop.delete("/api/v1/products/1", token: admin).status == 404)
            for _ in 1...2 {
                let back = try await shop.post("/api/v1/products/1/restore", "", token: admin)
                #expect(back.status == 200 && back["is_active"] == true)
            }
            #expect(try await shop.get("/products/gaming-laptop-pro").status == 200)
            #expect(try await shop.get("/api/v1/cart", token: user)["items"]?.elements.first?["available"] == true)
        }
    }

    @Test func whatWasHiddenBeforeItsRemovalIsHiddenAfterwards() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.patch("/api/v1/products/1", #"{"is_active": false}"#, token: admin)
            _ = try await shop.delete("/api/v1/products/1", token: admin)
            #expect(try await shop.post("/api/v1/products/1/restore", "", token: admin)["is_active"] == false)
            #expect(try await shop.get("/api/v1/products/1").status == 404)
        }
    }

    @Test func theRootRemovesForGoodWhatWasRemoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            _ = try await shop.delete("/api/v1/products/1", token: admin)
            #expect(try await shop.delete("/admin/products/\(id)", token: admin).status == 200)
            #expect(try await shop.post("/api/v1/products/1/restore", "", token: admin).status == 404)
            #expect(try await shop.documents("products", where: ["product_id": 1]).isEmpty)
        }
    }

    @Test func aProductWithoutDetailsIsReadAsBefore() async throws {
        try await withShop { shop in
            let names = [
                "tags", "weight", "max_per_order", "is_featured", "seo", "former_slugs", "removal", "rating",
                "updated_at",
            ]
            try await shop.database.run([
                "update": "products",
                "updates": [
                    [
                        "q": [:], "multi": true,
                        "u": ["$unset": .document(BSONDocument(names.map { ($0, BSONValue.string("")) }))],
                    ]
                ],
            ])
            await shop.backend.shop.catalog.forgetAll()
            let product = try await shop.get("/api/v1/products/1")
            #expect(product.status == 200 && product["tags"] == [] && product["updated_at"] == product["created_at"])
            #expect(try await shop.get("/products?limit=100").status == 200)
        }
    }
}
