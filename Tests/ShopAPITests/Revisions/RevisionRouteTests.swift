import BSON
import HTTPTypes
import MongoODM
import Schemas
import TestSupport
import Testing

/// Entity tags tell states apart, and whoever changes a product can ask for the state that it has read.
@Suite struct RevisionRouteTests {
    private static let laptop = "/products/gaming-laptop-pro"

    /// The laptop's tag, and where admins change it.
    private func laptop(in shop: ShopClient) async throws -> (tag: String, path: String) {
        let read = try await shop.get(Self.laptop)
        return (try #require(read.headers[.eTag]), "/admin/products/\(read["id"]?.text ?? "")")
    }

    @Test func everyDocumentHasATag() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp("a@example.com"), try await shop.admin())
            let added = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            try await expectTag(added, at: "/cart", user, shop)
            let order = try await shop.order(2, quantity: 1, as: user)
            try await expectTag(nil, at: "/orders/\(order)", user, shop)
            let removed = try await shop.post("/cart/remove", #"{"product_id": 1}"#, token: user)
            try await expectTag(removed, at: "/cart", user, shop)
            let promoted = try await shop.post("/auth/promote-to-admin", #"{"email": "a@example.com"}"#, token: admin)
            try await expectTag(promoted, at: "/auth/me", user, shop)
            let created = try await shop.addProduct(as: admin, id: 101, slug: "lamp")
            try await expectTag(created, at: "/products/lamp", nil, shop)
            let path = "/admin/products/\(created["id"]?.text ?? "")"
            let changed = try await shop.patch(path, #"{"price": 3, "name": "Light"}"#, token: admin)
            #expect(changed.headers[.eTag] != created.headers[.eTag])
            try await expectTag(changed, at: "/products/lamp", nil, shop)
            #expect(!changed.text.contains("revision"))
        }
    }

    /// A tag that an answer carries is that of the document, which is not sent again to who has it.
    private func expectTag(
        _ reply: Reply?, at path: String, _ token: String?, _ shop: ShopClient,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let document = try await shop.get(path, token: token)
        let tag = try #require(document.headers[.eTag], sourceLocation: sourceLocation)
        if let reply { #expect(reply.headers[.eTag] == tag, sourceLocation: sourceLocation) }
        let again = try await shop.get(path, token: token, headers: [.ifNoneMatch: tag])
        #expect(again.status == 304 && again.body.isEmpty, sourceLocation: sourceLocation)
    }

    @Test func whoIsSlowerIsToldSo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (tag, path) = try await self.laptop(in: shop)
            let faster = try await shop.patch(path, #"{"price": 10}"#, token: admin, headers: [.ifMatch: tag])
            #expect(faster.status == 200)
            for body in [#"{"price": 20}"#, "{}"] {
                let slower = try await shop.patch(path, body, token: admin, headers: [.ifMatch: tag])
                #expect(slower.status == 412 && slower.detail?.isEmpty == false)
            }
            #expect(try await shop.delete(path, token: admin, headers: [.ifMatch: tag]).status == 412)
            #expect(try await shop.get(Self.laptop)["price"]?.digits == "10.00")
            let fresh = try #require(faster.headers[.eTag])
            #expect(try await shop.delete(path, token: admin, headers: [.ifMatch: fresh]).status == 200)
            #expect(try await shop.get(Self.laptop).status == 404)
        }
    }

    @Test func ofTwentyAtOnceOneIsFirst() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (tag, path) = try await self.laptop(in: shop)
            let replies = try await parallel(20) { index in
                try await shop.patch(path, #"{"price": \#(index + 1)}"#, token: admin, headers: [.ifMatch: tag])
            }
            let winners = replies.filter { $0.status == 200 }
            #expect(winners.count == 1)
            #expect(replies.filter { $0.status == 412 }.count == 19)
            #expect(try await shop.get(Self.laptop)["price"] == winners.first?["price"])
        }
    }

    @Test func starsListsAndWeakTags() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let (tag, path) = try await self.laptop(in: shop)
            // Nothing changes, so that the tag stays.
            let cases = [
                ("*", 200), (tag, 200), ("\"other\", \(tag)", 200), ("W/\(tag)", 412), ("\"other\"", 412), ("x", 412),
            ]
            for (header, status) in cases {
                let reply = try await shop.patch(path, "{}", token: admin, headers: [.ifMatch: header])
                #expect(reply.status == status, "\(header)")
            }
            let unknown = "/admin/products/507f1f77bcf86cd799439011"
            for header in ["*", tag] {
                let patched = try await shop.patch(unknown, #"{"price": 1}"#, token: admin, headers: [.ifMatch: header])
                let deleted = try await shop.delete(unknown, token: admin, headers: [.ifMatch: header])
                #expect(patched.status == 404 && deleted.status == 404)
            }
        }
    }

    /// An inventory that was counted before a sale must not be set after it.
    @Test func aSaleIsAChange() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (tag, path) = try await self.laptop(in: shop)
            let order = try await shop.order(1, quantity: 2, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(order)", "", token: user).status == 200)
            let late = try await shop.patch(path, #"{"inventory": 15}"#, token: admin, headers: [.ifMatch: tag])
            #expect(late.status == 412)
            #expect(try await shop.inventory(of: 1) == 13)
        }
    }

    @Test func aProductFromBeforeHasARevisionWithItsNextChange() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let remove: BSONValue = ["q": [:], "u": ["$unset": ["revision": 1]], "multi": true]
            try await shop.database.run(["update": "products", "updates": [remove]])
            let (tag, path) = try await self.laptop(in: shop)
            let reply = try await shop.patch(path, #"{"price": 10}"#, token: admin, headers: [.ifMatch: tag])
            #expect(reply.status == 200)
            let found = try await shop.database.run(["find": "products", "filter": ["product_id": 1]])
            let product = found["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.first?.documentValue
            #expect(product?["revision"]?.intValue == 1)
        }
    }

    @Test func theDescriptionTellsOfTagsAndConditions() async throws {
        try await withShop { shop in
            let paths = try await shop.get("/openapi.json")["paths"]
            for method in ["patch", "delete"] {
                let operation = paths?["/admin/products/{product_id}"]?[method]
                #expect(operation?["parameters"]?.elements.contains { $0["name"]?.text == "If-Match" } == true)
                #expect(operation?["responses"]?["412"] != nil)
            }
            for path in ["/products/{slug}", "/orders/{order_id}", "/cart", "/auth/me"] {
                let responses = paths?[path]?["get"]?["responses"]
                #expect(responses?["304"]?["content"] == nil && responses?["304"] != nil, "\(path)")
                #expect(responses?["200"]?["headers"]?["ETag"] != nil, "\(path)")
            }
        }
    }
}
