import HTTPTypes
import Schemas
import Testing

@testable import RouteKit
@testable import ShopAPI

/// What holds of all operations of `/api/v1`, and what the description says of both mounts.
@Suite struct V1MountTests {
    /// Every described operation below `/api/v1`.
    private func operations(_ shop: ShopClient) -> [Route] {
        RouteTable(shop.backend).routes.filter { $0.mount.name == "v1" && $0.documentation != nil }
    }

    @Test func theDescriptionHasBothMountsInGroups() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            let paths = document["paths"]?.fields ?? []
            #expect(!paths.isEmpty)
            let names = paths.map(\.key)
            #expect(names.contains("/products") && names.contains("/api/v1/products"))
            #expect(!names.contains { $0.hasPrefix("/api/") && !$0.hasPrefix("/api/v1/") })
            #expect(!names.contains("/api/v1/cart/add"))
            let ids = paths.flatMap { path -> [String] in
                path.value.fields.compactMap { $0.value["operationId"]?.text }
            }
            #expect(Set(ids).count == ids.count && ids.contains("v1_listProducts") && ids.contains("listProducts"))
            #expect(document["x-tagGroups"]?.elements.count == 2)
            let created = document["paths"]?["/api/v1/orders"]?["post"]?["responses"]?["201"]
            #expect(created?["headers"]?["Location"] != nil && created?["headers"]?["ETag"] != nil)
            let deleted = document["paths"]?["/api/v1/products/{id}"]?["delete"]?["responses"]?["204"]
            #expect(deleted != nil && deleted?["content"] == nil)
            #expect(document["paths"]?["/api/v1/orders"]?["post"]?["requestBody"]?["required"] == false)
        }
    }

    @Test func errorsAreDescribedWithACodeInThisMountAlone() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            for (path, method, name) in [
                ("/api/v1/cart/items", "post", "CodedErrorMessage"), ("/cart/add", "post", "ErrorMessage"),
            ] {
                let conflict = document["paths"]?[path]?[method]?["responses"]?["409"]
                let schema = conflict?["content"]?["application/json"]?["schema"]
                #expect(schema == ["$ref": .string("#/components/schemas/\(name)")])
            }
            let coded = document["components"]?["schemas"]?["CodedErrorMessage"]
            #expect(coded?["required"] == ["detail"] && coded?["properties"]?["code"] != nil)
            #expect(coded?["properties"]?["available"]?["type"] == "integer")
        }
    }

    @Test func noBodyHasTheOtherMountsWords() async throws {
        try await withShop { shop in
            let routes = RouteTable(RouteTable(shop.backend).routes.filter { $0.mount.name == "v1" })
            let schemas = OpenAPIDocument(routes, title: "", version: "", summary: "").node["components"]?["schemas"]
            #expect(schemas?.fields.isEmpty == false)
            for schema in schemas?.fields ?? [] where schema.key.hasPrefix("V1") {
                #expect(schema.value["properties"]?["_id"] == nil && schema.value["properties"]?["qty"] == nil)
            }
        }
    }

    @Test func whatNeedsALoginIsRefusedWithout() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for route in self.operations(shop) {
                let access = try #require(route.documentation?.access)
                let path = route.path.replacing("{id}", with: "507f1f77bcf86cd799439011")
                let json = Array("{}".utf8)
                guard access != .nothing else { continue }
                let fields: HTTPFields = [.contentType: "application/json"]
                let reply = try await shop.send(route.method, path, body: json, headers: fields)
                #expect(reply.status == 401, "\(route.method) \(path)")
                guard !access.permissions.isEmpty else { continue }
                var asUser = fields
                asUser[.authorization] = "Bearer \(user)"
                let refused = try await shop.send(route.method, path, body: json, headers: asUser)
                #expect(refused.status == 403, "\(route.method) \(path)")
            }
        }
    }

    /// Odd names, bodies and parameters, on all operations, as a customer and as an admin.
    @Test func nothingThatIsSentIsTheServersFault() async throws {
        try await withShop { shop in
            let tokens = [try await shop.signUp(), try await shop.admin()]
            let names = [
                "%00", "%ff", "-1", "0", "99999999999999999999999", "507f1f77bcf86cd799439011", "%2e%2e%2f", "add",
                "items", String(repeating: "a", count: 3000), "x%00y", "9223372036854775807", "%F0%9F%92%A9",
            ]
            let bodies = [
                "", "[]", "null", "{", "{}", #"{"product_id": null, "quantity": 1e30}"#, #"{"price": -0, "name": 1}"#,
                #"{"product_id": {"$ne": 1}}"#, #"{"name": "\u0000", "price": 1}"#, #"{"quantity": 0}"#,
                #"{"items": \#(String(repeating: "[", count: 20_000))"#,
                #"{"product_id": 1e999999999, "price": 1e999999999, "expected_total": -1e999999999}"#,
                #"{"product_id": "a\u0000", "slug": "\u0000", "name": "\ud800", "price": 0.0000000000000000000001}"#,
            ]
            for route in self.operations(shop) {
                for (index, name) in names.enumerated() {
                    let path = route.path.replacing("{id}", with: name) + "?page=\(name)&order_id=\(name)&q=\(name)"
                    for token in tokens {
                        let body = route.method == .get ? nil : Array(bodies[index].utf8)
                        let reply = try await shop.send(
                            route.method, path, body: body,
                            headers: [.contentType: "application/json", .authorization: "Bearer \(token)"])
                        #expect(reply.status < 500, "\(route.method) \(path) \(bodies[index])")
                        if reply.status >= 400, reply.status != 404 || !reply.body.isEmpty {
                            #expect(reply.json["detail"] != nil, "\(route.method) \(path)")
                        }
                    }
                }
            }
            #expect(try await shop.get("/health").status == 200)
        }
    }

    @Test func theRootsErrorsHaveNoCodes() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let product = #"{"product_id": 1, "name": "Lamp", "slug": "lamp", "price": 1}"#
            let taken = try await shop.post("/admin/products", product, token: admin)
            #expect(taken.text == #"{"detail":"A product with this product_id already exists"}"#)
            let empty = try await shop.post("/checkout/create-order", "", token: user)
            #expect(empty.status == 400 && empty.text == #"{"detail":"Cart is empty"}"#)
        }
    }
}
