import Accounts
import BSON
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// Vendors see and change their own products, and nobody else's.
@Suite struct VendorTests {
    fileprivate enum Caller: CaseIterable { case nobody, customer, owner, otherVendor, admin }

    private struct Rule: CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        var body = ""
        /// The statuses for nobody, a customer, the product's vendor, another vendor and an admin.
        let statuses: [Int]

        var testDescription: String { "\(self.method) \(self.path)" }
    }

    private static let whole = #"{"name": "Vase", "price": 20}"#
    private static let variants = "/api/v1/products/{id}/variants"
    private static let images = "/api/v1/products/{id}/images"

    /// All routes that show or change one product. `{id}` is that of a vendor's product, which has one variant and, where
    /// the path names one, an image.
    private static let rules = [
        Rule(method: .get, path: "/api/v1/products/{id}", statuses: [200, 200, 200, 200, 200]),
        Rule(
            method: .patch, path: "/api/v1/products/{id}", body: #"{"price": 21}"#, statuses: [401, 403, 200, 404, 200]),
        Rule(method: .put, path: "/api/v1/products/{id}", body: whole, statuses: [401, 403, 200, 404, 200]),
        Rule(method: .delete, path: "/api/v1/products/{id}", statuses: [401, 403, 204, 404, 204]),
        Rule(method: .post, path: "/api/v1/products/{id}/restore", statuses: [401, 403, 200, 404, 200]),
        Rule(method: .get, path: variants, statuses: [200, 200, 200, 200, 200]),
        Rule(method: .get, path: "\(variants)/{variant}", statuses: [200, 200, 200, 200, 200]),
        Rule(
            method: .post, path: variants, body: #"{"sku": "{id}-L", "options": {"size": "L"}}"#,
            statuses: [401, 403, 201, 404, 201]),
        Rule(
            method: .patch, path: "\(variants)/{variant}", body: #"{"inventory": 7}"#,
            statuses: [401, 403, 200, 404, 200]),
        Rule(method: .delete, path: "\(variants)/{variant}", statuses: [401, 403, 204, 404, 204]),
        Rule(method: .get, path: images, statuses: [200, 200, 200, 200, 200]),
        Rule(method: .get, path: "\(images)/{image}", statuses: [200, 200, 200, 200, 200]),
        Rule(
            method: .patch, path: "\(images)/{image}", body: #"{"alt": "new"}"#, statuses: [401, 403, 200, 404, 200]),
        Rule(method: .delete, path: "\(images)/{image}", statuses: [401, 403, 204, 404, 204]),
        Rule(method: .post, path: "/api/v1/products", body: whole, statuses: [401, 403, 201, 201, 201]),
        Rule(
            method: .post, path: "/api/v1/categories", body: #"{"name": "Vases"}"#, statuses: [401, 403, 403, 403, 201]),
        Rule(
            method: .patch, path: "/admin/products/{id}", body: #"{"price": 21}"#, statuses: [401, 403, 403, 403, 200]),
        Rule(method: .delete, path: "/admin/products/{id}", statuses: [401, 403, 403, 403, 200]),
    ]

    @Test(arguments: rules) private func eachRouteKnowsWhoseProductItIs(rule: Rule) async throws {
        try await withShop { shop in
            let shelf = try await Shelf(shop)
            for (caller, status) in zip(Caller.allCases, rule.statuses) {
                let product = try await shelf.addProduct(in: shop)
                let variant = try await shelf.addVariant(to: product, in: shop)
                let image = rule.path.contains("{image}") ? try await shelf.addImage(to: product, in: shop) : ""
                func filled(_ text: String) -> String {
                    text.replacing("{id}", with: product).replacing("{variant}", with: variant)
                        .replacing("{image}", with: image)
                }
                let before = try await shop.get("/api/v1/products/\(product)").json
                let reply = try await shop.send(
                    rule.method, filled(rule.path), filled(rule.body), token: shelf[caller])
                #expect(reply.status == status, "\(caller): \(reply.text)")
                if status >= 400 { #expect(try await shop.get("/api/v1/products/\(product)").json == before) }
            }
        }
    }

    @Test func imagesAreUploadedToOnesOwnProducts() async throws {
        try await withShop { shop in
            let shelf = try await Shelf(shop)
            for (caller, status) in zip(Caller.allCases, [401, 403, 201, 404, 201]) {
                #expect(try await shop.upload(to: shelf.product, as: shelf[caller]).status == status)
            }
        }
    }

    @Test func whatIsHiddenIsSeenByItsVendorAndAdmins() async throws {
        try await withShop { shop in
            let shelf = try await Shelf(shop)
            let path = "/api/v1/products/\(shelf.product)"
            let variant = try await shelf.addVariant(to: shelf.product, in: shop)
            _ = try await shop.patch(path, #"{"is_active": false}"#, token: shelf[.owner])
            for (caller, status) in zip(Caller.allCases, [404, 404, 200, 404, 200]) {
                for shown in [path, "\(path)/variants", "\(path)/variants/\(variant)"] {
                    #expect(try await shop.get(shown, token: shelf[caller]).status == status, "\(caller): \(shown)")
                }
            }
        }
    }

    @Test func aVendorsProductNamesTheVendor() async throws {
        try await withShop { shop in
            let shelf = try await Shelf(shop)
            let path = "/api/v1/products/\(shelf.product)"
            let vendor = try await shop.get(path)["vendor"]
            #expect(vendor?["name"] == "Owner" && vendor?["id"]?.text?.count == 24)
            // A vendor can neither give a product away nor take one.
            let own = try #require(vendor?["id"]?.text)
            let kept = try await shop.patch(path, #"{"vendor_id": null}"#, token: shelf[.owner])
            #expect(kept["vendor"] == vendor)
            let foreign = #"{"name": "Mine", "price": 1, "vendor_id": "\#(own)"}"#
            let made = try await shop.post("/api/v1/products", foreign, token: shelf[.otherVendor])
            #expect(made["vendor"]?["name"] == "Other")
            let page = try await shop.get("/api/v1/products?vendor=\(own)")
            #expect(page["total"]?.integer == 1)
            let unknown = #"{"vendor_id": "\#(ObjectID())"}"#
            #expect(
                try await shop.patch(path, unknown, token: shelf[.admin]).violations == ["body.vendor_id unknown"])
            #expect(try await shop.patch(path, #"{"vendor_id": null}"#, token: shelf[.admin])["vendor"] == .null)
            #expect(try await shop.patch(path, #"{"price": 1}"#, token: shelf[.owner]).status == 404)
        }
    }

    @Test func aVendorsNewNameIsSeenInProducts() async throws {
        try await withShop { shop in
            let shelf = try await Shelf(shop)
            let path = "/api/v1/products/\(shelf.product)"
            #expect(try await shop.get(path)["vendor"]?["name"] == "Owner")
            let renamed = try await shop.patch("/api/v1/auth/me", #"{"name": "Potter"}"#, token: shelf[.owner])
            #expect(renamed.status == 200)
            try await eventually { try await shop.get(path)["vendor"]?["name"] == "Potter" }
            try await eventually {
                try await shop.get("/api/v1/products")["items"]?.elements.first?["vendor"]?["name"] == "Potter"
            }
            // Who is no vendor any more is named no longer.
            try await shop.setRole(.user, of: "owner@example.com")
            try await eventually { try await shop.get(path)["vendor"] == .null }
        }
    }
}

extension VendorTests {
    /// Two vendors, one of whom has a product, and others who may want it.
    fileprivate struct Shelf {
        private(set) var product = ""
        private let tokens: [Caller: String]

        init(_ shop: ShopClient) async throws {
            var tokens: [Caller: String] = [.admin: try await shop.admin()]
            for (caller, name) in [(Caller.owner, "Owner"), (.otherVendor, "Other"), (.customer, "Customer")] {
                let email = "\(name.lowercased())@example.com"
                let body = #"{"email": "\#(email)", "password": "SecurePass123", "name": "\#(name)"}"#
                let reply = try await shop.post("/api/v1/auth/register", body)
                tokens[caller] = try #require(reply["access_token"]?.text)
                if caller != .customer { try await shop.setRole(.vendor, of: email) }
            }
            self.tokens = tokens
            self.product = try await self.addProduct(in: shop)
        }

        /// Adds a product of the owner's, and returns its id.
        func addProduct(in shop: ShopClient) async throws -> String {
            let made = try await shop.post(
                "/api/v1/products", #"{"name": "Vase", "price": 19}"#, token: self[.owner])
            return try #require(made["id"]?.text)
        }

        /// Adds a variant to a product of the owner's, and returns its id.
        func addVariant(to product: String, in shop: ShopClient) async throws -> String {
            try await shop.addVariant("S", to: product, inventory: 5, as: self[.owner] ?? "")
        }

        /// Uploads an image of a product of the owner's, and returns its id.
        func addImage(to product: String, in shop: ShopClient) async throws -> String {
            try await shop.uploaded(to: product, as: self[.owner])
        }

        subscript(_ caller: Caller) -> String? { self.tokens[caller] }
    }
}
