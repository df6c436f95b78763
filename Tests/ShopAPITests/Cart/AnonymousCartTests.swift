import BSON
import Carts
import FoundationEssentials
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

/// Carts of visitors, who are not logged in.
@Suite struct AnonymousCartTests {
    private static let path = "/api/v1/cart"

    @Test func aVisitorFillsACart() async throws {
        try await withShop { shop in
            let created = try await shop.post("/api/v1/cart/token", "")
            #expect(created.status == 201 && created.headers[.location] == Self.path)
            #expect(created.headers[.cacheControl] == "no-store")
            let token: HTTPFields = [.cartToken: try #require(created["cart_token"]?.text)]
            let empty = try await shop.get(Self.path, headers: token)
            #expect(empty.status == 200 && empty["items"] == [] && empty["expires_at"] == created["expires_at"])
            for product in [1, 2, 1] {
                let body = #"{"product_id": \#(product), "quantity": 2}"#
                #expect(try await shop.post("\(Self.path)/items", body, headers: token).status == 201)
            }
            let set = try await shop.patch("\(Self.path)/items/2", #"{"quantity": 5}"#, headers: token)
            #expect(set.status == 200 && set["items"]?.elements.map { $0["quantity"]?.integer } == [4, 5])
            let removed = try await shop.delete("\(Self.path)/items/2", headers: token)
            #expect(removed.status == 200 && removed["total_items"]?.integer == 4)
            #expect(try await shop.delete(Self.path, headers: token).status == 204)
            #expect(try await shop.get(Self.path, headers: token)["items"] == [])
        }
    }

    @Test func theTokenIsNotStored() async throws {
        try await withShop { shop in
            let token = try await shop.cartToken()
            let stored = try #require(try await shop.documents("carts").first)
            #expect(stored["user_id"] ?? .null == .null && stored["token_hash"]?.stringValue?.count == 64)
            #expect(!"\(stored)".contains(token))
        }
    }

    @Test(arguments: ["unknown", "ended", "a, b", String(repeating: "x", count: 8000)])
    func aCartThatHasEndedIsGone(token: String) async throws {
        try await withShop { shop in
            var fields: HTTPFields = [.cartToken: token]
            if token == "ended" {
                fields[.cartToken] = try await shop.cartToken()
                let past = BSONValue.date(.now - 1)
                try await shop.update("carts", [:], ["$set": ["expires_at": past]])
            }
            let (items, item) = ("\(Self.path)/items", "\(Self.path)/items/1")
            for reply in [
                try await shop.get(Self.path, headers: fields),
                try await shop.post(items, #"{"product_id": 1}"#, headers: fields),
                try await shop.post(items, #"{"product_id": 999}"#, headers: fields),
                try await shop.post(items, #"{"product_id": 1, "quantity": 1000}"#, headers: fields),
                try await shop.patch(item, #"{"quantity": 2}"#, headers: fields),
                try await shop.patch(item, #"{"quantity": 0}"#, headers: fields),
                try await shop.delete(item, headers: fields),
                try await shop.delete("\(Self.path)/no-such-thing", headers: fields),
                try await shop.delete(Self.path, headers: fields),
            ] { #expect(reply.status == 404 && reply["code"]?.text == "cart_gone", "\(reply.text)") }
            #expect(try await shop.documents("carts").count == (token == "ended" ? 1 : 0))
        }
    }

    @Test func useMovesItsEnd() async throws {
        try await withShop { shop in
            let token: HTTPFields = [.cartToken: try await shop.cartToken()]
            let uses: [@Sendable () async throws -> Reply] = [
                { try await shop.get(Self.path, headers: token) },
                { try await shop.post("\(Self.path)/items", #"{"product_id": 1}"#, headers: token) },
                { try await shop.patch("\(Self.path)/items/1", #"{"quantity": 2}"#, headers: token) },
                { try await shop.delete("\(Self.path)/items/1", headers: token) },
            ]
            for use in uses {
                try await shop.update("carts", [:], ["$set": ["expires_at": .date(.now + 60)]])
                let shown = try await use()["expires_at"]?.text
                let end = try #require(try await Repository<Cart>(shop.database).findOne(.all)?.expiresAt)
                #expect(abs(end.timeIntervalSinceNow - 30 * 86_400) < 60)
                let again = try await shop.get(Self.path, headers: token)["expires_at"]?.text
                #expect(shown == again)
            }
        }
    }

    @Test func toReadIsNoChange() async throws {
        try await withShop { shop in
            let token: HTTPFields = [.cartToken: try await shop.cartToken()]
            let moment = Date(timeIntervalSince1970: 1_700_000_000)
            try await shop.update(
                "carts", [:], ["$set": ["expires_at": .date(.now + 60), "updated_at": .date(moment)]])
            _ = try await shop.get(Self.path, headers: token)
            #expect(try await Repository<Cart>(shop.database).findOne(.all)?.updatedAt == moment)
        }
    }

    @Test func aLoginComesFirst() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let token: HTTPFields = [.cartToken: try await shop.cartToken()]
            _ = try await shop.post("\(Self.path)/items", #"{"product_id": 1}"#, token: user, headers: token)
            #expect(try await shop.get(Self.path, token: user)["total_items"]?.integer == 1)
            #expect(try await shop.get(Self.path, token: user)["expires_at"] == .null)
            #expect(try await shop.get(Self.path, headers: token)["items"] == [])
            #expect(try await shop.get(Self.path, token: "wrong", headers: token).status == 401)
            #expect(try await shop.get(Self.path).status == 401)
            #expect(try await shop.get(Self.path, headers: [.cartToken: ""]).status == 401)
            #expect(try await shop.get("/cart", headers: token).status == 401)
        }
    }

    @Test func nobodySeesAnothersCart() async throws {
        try await withShop { shop in
            let tokens: [HTTPFields] = [
                [.cartToken: try await shop.cartToken()], [.cartToken: try await shop.cartToken()],
            ]
            _ = try await shop.post("\(Self.path)/items", #"{"product_id": 1}"#, headers: tokens[0])
            #expect(try await shop.get(Self.path, headers: tokens[1])["items"] == [])
            // What is stored opens nothing either.
            let hash = try #require(try await shop.documents("carts").first?["token_hash"]?.stringValue)
            #expect(try await shop.get(Self.path, headers: [.cartToken: hash]).status == 404)
        }
    }

    @Test func parallelAdditionsAreAllThere() async throws {
        try await withShop { shop in
            let token: HTTPFields = [.cartToken: try await shop.cartToken()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let body = #"{"product_id": \#(2 + number % 2)}"#
                        let reply = try await shop.post("\(Self.path)/items", body, headers: token)
                        #expect(reply.status == 201 || reply.status == 409)
                    }
                }
                try await group.waitForAll()
            }
            let lines = try await shop.get(Self.path, headers: token)["items"]?.elements ?? []
            #expect(lines.count == 2 && lines.allSatisfy { $0["quantity"]?.integer == 10 })
        }
    }

    @Test func aChangeTakesACondition() async throws {
        try await withShop { shop in
            var fields: HTTPFields = [.cartToken: try await shop.cartToken()]
            fields[.ifMatch] = try await shop.get(Self.path, headers: fields).headers[.eTag]
            let body = #"{"product_id": 1}"#
            #expect(try await shop.post("\(Self.path)/items", body, headers: fields).status == 201)
            #expect(try await shop.post("\(Self.path)/items", body, headers: fields).status == 412)
        }
    }

    @Test func cartsAreFoundByTheirIndexesAndDeletedByOne() async throws {
        try await withShop { shop in
            let carts = Repository<Cart>(shop.database)
            #expect(try await carts.explain(\.userID == "a").index == "user_id_1")
            let plan = try await carts.explain(\.tokenHash == "a" && \.expiresAt > Date.now)
            #expect(plan.index == "token_hash_1")
            let reply = try await shop.database.run(["listIndexes": "carts"])
            let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
            let expiring = indexes.first { $0["name"]?.stringValue == "expires_at_1" }
            #expect(expiring?["expireAfterSeconds"]?.intValue == 0)
        }
    }

    @Test func theDescriptionShowsTheToken() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json")
            let scheme = document["components"]?["securitySchemes"]?["CartToken"]
            #expect(scheme?["in"] == "header" && scheme?["name"] == "X-Cart-Token")
            let security = document["paths"]?["/api/v1/cart"]?["get"]?["security"]
            #expect(security == [["HTTPBearer": []], ["CartToken": []]])
            #expect(document["paths"]?["/cart"]?["get"]?["security"] == [["HTTPBearer": []]])
        }
    }

    /// With the index of before, one cart without a user was the most there could be.
    @Test func cartsWithoutAUserComeWithAMigrationAndGoWithIt() async throws {
        try await withShop { shop in
            let (migrator, user) = (shop.backend.shop.migrator, try await shop.signUp())
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            for _ in 0..<2 { _ = try await shop.cartToken() }
            _ = try await migrator.down(to: 7)
            #expect(try await shop.documents("carts").count == 1)
            // Another of them is refused, by an error or a word in the answer.
            for _ in 0..<2 { _ = try? await shop.storeCart() }
            #expect(try await shop.documents("carts").count == 2)
            try await shop.database.run(["delete": "carts", "deletes": [["q": ["user_id": nil], "limit": 0]]])
            _ = try await migrator.up()
            // As the start does.
            try await shop.backend.shop.createIndexes()
            for _ in 0..<2 { _ = try await shop.cartToken() }
            #expect(try await shop.get("/cart", token: user)["items"]?.elements.count == 1)
            #expect(try await shop.faults() == [:])
        }
    }
}

extension AnonymousCartTests {
    @Test func cartsOfThePythonAppStayAsTheyAreThroughTheMigrationAndBack() async throws {
        try await withPythonShop { shop in
            let (migrator, jane) = (shop.backend.shop.migrator, try await shop.token(of: .jane))
            let stored = try await shop.database.documents("carts")
            #expect(stored.count == 3)
            for _ in 0..<2 { _ = try await shop.cartToken() }
            _ = try await migrator.down(to: 7)
            #expect(try await shop.database.documents("carts") == stored)
            _ = try await migrator.up()
            #expect(try await shop.database.documents("carts") == stored)
            for _ in 0..<2 { _ = try await shop.cartToken() }
            let lines = try await shop.get("/cart", token: jane)["items"]?.elements
            #expect(lines?.map { $0["qty"]?.integer } == [2, 1, 1])
            #expect(try await shop.faults()["carts"] == nil)
        }
    }
}

extension HTTPField.Name {
    static let cartToken = HTTPField.Name("X-Cart-Token")!
}

extension ShopClient {
    /// Makes an anonymous cart and returns its token.
    func cartToken() async throws -> String {
        try #require(try await self.post("/api/v1/cart/token", "")["cart_token"]?.text)
    }

    /// Stores a cart of nobody, as an instance without the index of before does.
    fileprivate func storeCart() async throws {
        try await self.database.run(["insert": "carts", "documents": [["items": [], "updated_at": .date(.now)]]])
    }
}
