import BSON
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// `/api/v1/products/{id}/variants`.
@Suite struct VariantTests {
    private static let path = "/api/v1/products/1/variants"

    @Test func aVariantIsAddedShownChangedAndRemoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let added = try await shop.postVariant(
                "TEE-M-RED", #"{"size": "M", "color": "red"}"#, extra: #", "price": 19.99"#, as: admin)
            #expect(added.status == 201 && added["sku"] == "TEE-M-RED" && added["price"]?.digits == "19.99")
            #expect(added["options"] == ["size": "M", "color": "red"] && added["is_active"] == true)
            #expect(added["image_id"] == .null && added["sale_price"] == .null)
            let location = try #require(added.headers[.location])
            let shown = try await shop.get(location)
            #expect(shown.body == added.body && shown.headers[.eTag] == added.headers[.eTag])
            #expect(try await shop.get(Self.path)["items"] == .array([added.json]))
            let changed = try await shop.patch(
                location, #"{"price": null, "inventory": 4, "is_active": false}"#, token: admin)
            #expect(changed.status == 200 && changed["price"] == .null && changed["inventory"]?.integer == 4)
            #expect(try await shop.delete(location, token: admin).status == 204)
            #expect(try await shop.get(location).status == 404)
            #expect(try await shop.patch(location, #"{"price": null}"#, token: admin).status == 404)
            #expect(try await shop.delete(location, token: admin).status == 404)
        }
    }

    @Test func aProductShowsItsVariantsAndWhatCanBeChosen() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for (sku, options) in [
                ("A", #"{"size": "M", "color": "red"}"#), ("B", #"{"color": "blue", "size": "M"}"#),
                ("C", #"{"size": "L", "color": "red"}"#),
            ] { #expect(try await shop.postVariant(sku, options, as: admin).status == 201) }
            for path in ["/api/v1/products/1", "/api/v1/products?q=gaming+laptop"] {
                let reply = try await shop.get(path)
                let product = reply["items"]?.elements.first ?? reply.json
                #expect(product["variants"]?.elements.map { $0["sku"]?.text } == ["A", "B", "C"])
                #expect(
                    product["options"] == [
                        ["name": "size", "values": ["M", "L"]], ["name": "color", "values": ["red", "blue"]],
                    ])
            }
            // In the order of the first one, whoever sends them how.
            #expect(try await shop.get(Self.path).text.contains(#""options":{"size":"M","color":"blue"}"#))
        }
    }

    @Test func theInventoryIsTheSumOfWhatIsActive() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addVariant("S", inventory: 3, as: admin)
            let large = try await shop.addVariant("L", inventory: 4, as: admin)
            func shown() async throws -> [Int?] {
                let root = try await shop.get("/products?product_id=1").list.first
                return [
                    root?["inventory"]?.integer,
                    try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer,
                    try await shop.get("/api/v1/products/1")["inventory"]?.integer,
                ]
            }
            #expect(try await shown() == [7, 7, 7])
            _ = try await shop.patch("\(Self.path)/\(large)", #"{"is_active": false}"#, token: admin)
            #expect(try await shown() == [3, 3, 3])
            #expect(try await shop.books(of: 1) == [7, 0, 0, 7])
            let root = try await shop.patch(
                "/admin/products/\(try await shop.productID(of: 1))", #"{"name": "Laptop"}"#, token: admin)
            #expect(root["inventory"]?.integer == 3 && root["variants"] == nil)
            #expect(root.text.contains("variants") == false)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theProductsOwnStockPassesToTheFirstVariantAndBackFromTheLast() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let first = try await shop.postVariant("S", #"{"size": "S"}"#, as: admin)
            #expect(first["inventory"]?.integer == 15)
            let second = try await shop.postVariant("L", #"{"size": "L"}"#, as: admin)
            #expect(second["inventory"]?.integer == 0)
            #expect(try await shop.delete("\(Self.path)/\(second["id"]?.text ?? "")", token: admin).status == 204)
            _ = try await shop.patch("\(Self.path)/\(first["id"]?.text ?? "")", #"{"stock": 11}"#, token: admin)
            #expect(try await shop.delete("\(Self.path)/\(first["id"]?.text ?? "")", token: admin).status == 204)
            #expect(try await shop.books(of: 1) == [11, 0, 0, 11])
            #expect(try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer == 11)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aFirstVariantMayNameItsOwnStock() async throws {
        try await withShop { shop in
            _ = try await shop.addVariant("S", inventory: 2, as: try await shop.admin())
            #expect(try await shop.books(of: 1) == [2, 0, 0, 2])
        }
    }

    @Test func theStockOfAProductWithVariantsIsNotItsOwn() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addVariant("S", inventory: 2, as: admin)
            let id = try await shop.productID(of: 1)
            let v1 = try await shop.patch("/api/v1/products/1", #"{"inventory": 5}"#, token: admin)
            #expect(v1.status == 409 && v1["code"] == "has_variants")
            #expect(try await shop.patch("/admin/products/\(id)", #"{"inventory": 5}"#, token: admin).status == 409)
            let body = #"{"name": "Laptop", "price": 5}"#
            let replaced = try await shop.send(.put, "/api/v1/products/1", body, token: admin)
            #expect(replaced.status == 200 && replaced["inventory"]?.integer == 2)
            // Who sends back what was shown changes nothing.
            #expect(try await shop.patch("/api/v1/products/1", #"{"inventory": 2}"#, token: admin).status == 200)
            #expect(try await shop.books(of: 1) == [2, 0, 0, 2])
        }
    }

    @Test func whatAnotherVariantHasIsRefused() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.postVariant("A", #"{"size": "S"}"#, as: admin).status == 201)
            let second = try await shop.postVariant("B", #"{"size": "M"}"#, as: admin)
            let elsewhere = try await shop.postVariant("A", #"{"size": "S"}"#, to: "2", as: admin)
            let here = try await shop.postVariant("A", #"{"size": "L"}"#, as: admin)
            let options = try await shop.postVariant("C", #"{"size": "S"}"#, as: admin)
            let path = "\(Self.path)/\(second["id"]?.text ?? "")"
            let sku = try await shop.patch(path, #"{"sku": "A"}"#, token: admin)
            let size = try await shop.patch(path, #"{"options": {"size": "S"}}"#, token: admin)
            for (reply, code) in [
                (elsewhere, "sku_taken"), (here, "sku_taken"), (options, "options_taken"), (sku, "sku_taken"),
                (size, "options_taken"),
            ] { #expect(reply.status == 409 && reply["code"]?.text == code) }
            #expect(try await shop.patch(path, #"{"sku": "B", "options": {"size": "M"}}"#, token: admin).status == 200)
        }
    }

    @Test(arguments: [
        (#"{"sku": "B", "options": {"colour": "red"}}"#, "body.options options_differ"),
        (#"{"sku": "B", "options": {"size": "M", "colour": "red"}}"#, "body.options options_differ"),
        (#"{"sku": "B", "options": {}}"#, "body.options value_error"),
        (
            #"{"sku": "B", "options": {"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1"}}"#,
            "body.options value_error"
        ),
        (#"{"sku": "B", "options": {"a.b": "1"}}"#, "body.options.a.b value_error"),
        (#"{"sku": "B", "options": {"$set": "1"}}"#, "body.options.$set value_error"),
        (#"{"sku": "B", "options": {"": "1"}}"#, "body.options. value_error"),
        (#"{"sku": "B", "options": {"size": " "}}"#, "body.options.size value_error"),
        (#"{"sku": "B", "options": {"size": 1}}"#, "body.options.size string_type"),
        (#"{"sku": "B", "options": {"size": "M", "size": "L"}}"#, "body.options.size duplicate_field"),
        (#"{"sku": "B", "options": ["M"]}"#, "body.options model_attributes_type"),
        (#"{"sku": " ", "options": {"size": "M"}}"#, "body.sku string_too_short"),
        (#"{"options": {"size": "M"}}"#, "body.sku missing"),
        (#"{"sku": "B", "options": {"size": "M"}, "inventory": -1}"#, "body.inventory greater_than_equal"),
        (#"{"sku": "B", "options": {"size": "M"}, "price": 0}"#, "body.price greater_than"),
    ])
    func aBadValueIsNamed(body: String, violation: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.postVariant("A", #"{"size": "S"}"#, as: admin).status == 201)
            let reply = try await shop.post(Self.path, body, token: admin)
            #expect(reply.status == 422 && reply.violations == [violation])
        }
    }

    @Test func aProductHasAHundredVariantsAtMost() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for number in 1...100 { _ = try await shop.addVariant("\(number)", inventory: 1, as: admin) }
            let reply = try await shop.postVariant("X", #"{"size": "X"}"#, as: admin)
            #expect(reply.status == 409 && reply["code"] == "too_many_variants")
            #expect(try await shop.books(of: 1) == [100, 0, 0, 100])
        }
    }

    @Test func aSKUIsTakenOnceByWhomeverAsks() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            // Each of four products four times at once, with one SKU for all.
            let replies = try await parallel(16) { index in
                try await shop.postVariant(
                    "ONE", #"{"size": "\#(index)"}"#, to: "\(index % 4 + 1)", extra: #", "inventory": 1"#, as: admin)
            }
            #expect(replies.count { $0.status == 201 } == 1)
            #expect(replies.filter { $0.status != 201 }.allSatisfy { $0.status == 409 && $0["code"] == "sku_taken" })
            let stored = try await shop.documents("products", where: ["variants.sku": "ONE"])
            #expect(stored.count == 1 && stored.first?["variants"]?.arrayValue?.count == 1)
        }
    }

    @Test func aSKUThatAnotherProgramHasAddedToTheProductMeanwhileIsTaken() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addVariant("S", inventory: 1, as: admin)
            let repository = ProductRepository(Collections(shop.database))
            let before = try #require(try await repository.products.findOne(\.productID == 1))
            // A program that does not count changes.
            try await shop.update(
                "products", ["product_id": 1],
                [
                    "$push": [
                        "variants": [
                            "_id": .objectID(ObjectID()), "sku": "NEW", "options": ["size": "M"], "inventory": 0,
                            "reserved": 0,
                            "sold": 0, "stocked": 0, "is_active": true,
                        ]
                    ]
                ])
            var wanted = before
            _ = try wanted.add(
                VariantDraft(sku: "NEW", options: ["size": "L"], price: nil, inventory: 0, isActive: true))
            let after = try await shop.backend.mongo.transaction { [wanted] transaction in
                try await repository.setVariants(of: before, to: wanted, in: transaction)
            }
            #expect(after == nil)
        }
    }

    @Test func changesOfVariantsAtOnceAllCount() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let ids = try await parallel(6) { index in
                try await shop.addVariant("\(index)", inventory: 1, as: admin)
            }
            let replies = try await parallel(6) { index in
                try await shop.patch("\(Self.path)/\(ids[index])", #"{"inventory": 10}"#, token: admin)
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(try await shop.books(of: 1) == [60, 0, 0, 60])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whoChangesWhatWasChangedIsToldSo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let path = "\(Self.path)/\(try await shop.addVariant("S", inventory: 1, as: admin))"
            let read: HTTPFields = [.ifMatch: try #require(try await shop.get(path).headers[.eTag])]
            #expect(try await shop.patch(path, #"{"inventory": 2}"#, token: admin, headers: read).status == 200)
            #expect(try await shop.patch(path, #"{"inventory": 3}"#, token: admin, headers: read).status == 412)
            #expect(try await shop.delete(path, token: admin, headers: read).status == 412)
        }
    }

    @Test func aRepeatedRequestAddsOneVariant() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let body = #"{"sku": "S", "options": {"size": "S"}}"#
            let first = try await shop.post(Self.path, body, token: admin, headers: key)
            let again = try await shop.post(Self.path, body, token: admin, headers: key)
            #expect(first.status == 201 && again.status == 201 && again.body == first.body)
        }
    }

    @Test func onlyWhoMayChangeProductsChangesVariants() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let path = "\(Self.path)/\(try await shop.addVariant("S", inventory: 1, as: admin))"
            #expect(try await shop.postVariant("X", #"{"size": "X"}"#, as: user).status == 403)
            #expect(try await shop.patch(path, #"{"inventory": 2}"#, token: user).status == 403)
            #expect(try await shop.delete(path, token: user).status == 403)
            #expect(try await shop.delete(path).status == 401)
        }
    }

    @Test func aChangeIsAudited() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addVariant("S", inventory: 1, as: admin)
            let entries = try await shop.get(
                "/api/v1/admin/audit?kind=product&subject=\(try await shop.productID(of: 1))", token: admin)
            let entry = try #require(entries["items"]?.elements.first)
            #expect(entry["action"] == "changed" && entry["before"]?["variants"] == [])
            #expect(entry["after"]?["variants"]?.elements.first?["sku"] == "1-S")
        }
    }

    @Test func piecesThatOrdersWaitForKeepAProductAsItIs() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let path = "\(Self.path)/\(try await shop.addVariant("S", inventory: 9, as: admin))"
            try await shop.update(
                "products", ["product_id": 1],
                [
                    "$inc": [
                        "inventory": -2, "reserved": 2, "variants.0.inventory": -2, "variants.0.reserved": 2,
                    ]
                ])
            let removed = try await shop.delete(path, token: admin)
            #expect(removed.status == 409 && removed["code"] == "stock_reserved")
            #expect(try await shop.patch(path, #"{"inventory": 20}"#, token: admin).status == 200)
            #expect(try await shop.books(of: 1) == [20, 2, 0, 22])
            try await shop.update("products", ["product_id": 2], ["$inc": ["inventory": -1, "reserved": 1]])
            let first = try await shop.postVariant("Y", #"{"size": "S"}"#, to: "2", as: admin)
            #expect(first.status == 409 && first["code"] == "stock_reserved")
            // The orders themselves are not there.
            #expect(try await shop.faults() == ["reserved": 2, "filters": 1])
        }
    }
}
