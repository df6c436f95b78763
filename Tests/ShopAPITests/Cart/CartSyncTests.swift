import BSON
import Carts
import FoundationEssentials
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import Testing

/// `POST /api/v1/cart/sync`.
@Suite struct CartSyncTests {
    private static let path = "/api/v1/cart/sync"

    /// - Parameter lines: what products are called, as they stand in JSON, and quantities.
    private func body(_ lines: [(String, Int)], _ mode: String? = nil) -> String {
        let items = lines.map { #"{"product_id": \#($0.0), "quantity": \#($0.1)}"# }.joined(separator: ", ")
        return #"{"items": [\#(items)]\#(mode.map { #", "mode": "\#($0)""# } ?? "")}"#
    }

    /// Slugs and quantities.
    private func lines(_ cart: Reply) -> [String: Int] {
        (cart["items"]?.elements ?? []).reduce(into: [:]) { $0[$1["slug"]?.text ?? ""] = $1["quantity"]?.integer }
    }

    private func reasons(_ cart: Reply) -> [String?] {
        cart["rejected"]?.elements.map { $0["reason"]?.text } ?? []
    }

    @Test func aClientsCartIsMergedByTheLargerQuantityHoweverOftenItComes() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for (product, quantity) in [(1, 5), (3, 1)] {
                let body = #"{"product_id": \#(product), "quantity": \#(quantity)}"#
                _ = try await shop.post("/api/v1/cart/items", body, token: user)
            }
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            let body = self.body([("\"\(id)\"", 2), ("2", 4), (#""mechanical-keyboard-rgb""#, 2), ("2", 3)])
            let first = try await shop.post(Self.path, body, token: user)
            #expect(first.status == 200 && first["rejected"] == [])
            let quantities = first["items"]?.elements.map { $0["quantity"]?.integer }
            #expect(quantities == [5, 1, 4, 2], "\(first.text)")
            let again = try await shop.post(Self.path, body, token: user)
            #expect(again.body == first.body && again.headers[.eTag] == first.headers[.eTag])
            let shown = try await shop.get("/api/v1/cart", token: user)
            #expect(shown["items"] == first["items"] && shown["total"] == first["total"])
            #expect(shown.headers[.eTag] == first.headers[.eTag])
        }
    }

    @Test func replacingLeavesNothingElse() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 5}"#, token: user)
            let replaced = try await shop.post(Self.path, self.body([("1", 2), ("2", 1)], "replace"), token: user)
            #expect(replaced["items"]?.elements.map { $0["quantity"]?.integer } == [2, 1])
            let emptied = try await shop.post(Self.path, self.body([], "replace"), token: user)
            #expect(emptied.status == 200 && emptied["items"] == [] && emptied["rejected"] == [])
        }
    }

    @Test func aVisitorsCartIsSyncedAndItsEndMoves() async throws {
        try await withShop { shop in
            let token: HTTPFields = [.cartToken: try await shop.cartToken()]
            let body = self.body([("1", 2)])
            for _ in 0..<2 {
                try await shop.update("carts", [:], ["$set": ["expires_at": .date(.now + 60)]])
                let synced = try await shop.post(Self.path, body, headers: token)
                #expect(synced.status == 200 && synced["total_items"]?.integer == 2)
                let end = try #require(try await Repository<Cart>(shop.database).findOne(.all)?.expiresAt)
                #expect(end.timeIntervalSinceNow > 86_400)
            }
            let gone = try await shop.post(Self.path, body, headers: [.cartToken: "unknown"])
            #expect(gone.status == 404 && gone["code"]?.text == "cart_gone")
            #expect(try await shop.post(Self.path, body).status == 401)
        }
    }

    @Test func whatCannotBeBoughtIsRejectedAndTheRestTaken() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let ids = [
                try await shop.get("/api/v1/products/1")["id"]?.text,
                try await shop.get("/api/v1/products/2")["id"]?.text,
            ]
            _ = try await shop.patch("/api/v1/products/2", #"{"inventory": 0}"#, token: admin)
            try await shop.removeForGood("3", as: admin)
            let lines = [("\"nothing\"", 1), ("1", 20), ("1", 30), ("2", 1), ("3", 1), ("4", 1), ("\"nothing\"", 2)]
            let synced = try await shop.post(Self.path, self.body(lines), token: user)
            let rejected = synced["rejected"]?.elements ?? []
            #expect(rejected.map { $0["product_id"]?.text } == ["nothing", ids[0], ids[1], "3"])
            #expect(self.reasons(synced) == ["not_found", "out_of_stock", "out_of_stock", "not_found"])
            #expect(synced["items"]?.elements.map { $0["quantity"]?.integer } == [15, 1])
        }
    }

    /// The user may have put them there at the root.
    @Test func aLineThatHoldsMoreThanTheStockStaysAndMissesNothing() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 20}"#, token: user)
            let synced = try await shop.post(Self.path, self.body([("1", 18)]), token: user)
            #expect(synced["rejected"] == [] && synced["total_items"]?.integer == 20)
        }
    }

    @Test func aHundredLinesAreTakenAndNoMore() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1001...1103 {
                    group.addTask { _ = try await shop.addProduct(as: admin, id: id, slug: "lamp-\(id)") }
                }
                try await group.waitForAll()
            }
            let lines = (1001...1103).map { (String($0), 2) }
            let synced = try await shop.post(Self.path, self.body(lines + lines.prefix(1)), token: user)
            #expect(synced.status == 200 && synced["items"]?.elements.count == 100)
            #expect(self.reasons(synced) == ["cart_full", "cart_full", "cart_full"])
        }
    }

    @Test(arguments: [
        (200, 200, []), (201, 422, ["body.items too_long"]),
    ])
    func twoHundredLinesAreTheMostThatMayCome(count: Int, status: Int, violations: [String]) async throws {
        try await withShop { shop in
            let body = self.body(Array(repeating: ("1", 1), count: count))
            let reply = try await shop.post(Self.path, body, token: try await shop.signUp())
            #expect(reply.status == status && reply.violations == violations)
        }
    }

    @Test(arguments: [
        ("{}", ["body.items missing"]),
        (
            #"{"items": [{"product_id": true, "quantity": 1001}]}"#,
            ["body.items.0.product_id string_type", "body.items.0.quantity less_than_equal"]
        ),
        (#"{"items": [], "mode": "sum"}"#, ["body.mode enum"]),
    ])
    func badFieldsAreNamed(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post(Self.path, body, token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }

    @Test func syncsAtOnceLoseNothing() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let carts = (1...8).map { self.body([(String($0), $0 % 3 + 1), ("9", $0)]) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for body in carts + carts {
                    group.addTask {
                        let reply = try await shop.post(Self.path, body, token: user)
                        #expect(reply.status == 200)
                    }
                }
                try await group.waitForAll()
            }
            let cart = try await shop.get("/cart", token: user)
            let lines = cart["items"]?.elements ?? []
            let held = lines.reduce(into: [:]) { $0[$1["product_id"]?.integer ?? 0] = $1["qty"]?.integer }
            var expected = (1...8).reduce(into: [:]) { $0[$1] = $1 % 3 + 1 }
            expected[9] = 8
            #expect(held == expected)
            #expect(try await shop.documents("carts").count == 1)
        }
    }

    @Test func aSyncTakesACondition() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let read: HTTPFields = [
                .ifMatch: try #require(try await shop.get("/api/v1/cart", token: user).headers[.eTag])
            ]
            #expect(try await shop.post(Self.path, self.body([("1", 1)]), token: user, headers: read).status == 200)
            let late = try await shop.post(Self.path, self.body([("2", 1)]), token: user, headers: read)
            #expect(late.status == 412)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 1)
        }
    }

    @Test func howManyLinesComeMakesNoDifferenceToTheQuestions() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let user = try await shop.signUp()
            try await shop.know(user)
            _ = try await shop.get("/cart", token: user)
            for count in [1, 10] {
                let questions = try await shop.questions {
                    let lines = (1...count).map { (String($0), 1) }
                    let reply = try await shop.post(Self.path, self.body(lines), token: user)
                    #expect(reply.status == 200)
                }
                let ofShop = questions.filter { !$0.hasSuffix(".users") && !$0.hasSuffix(".sessions") }
                // The products, the cart, and the cart and its change in the transaction.
                #expect(ofShop.count == 4, "\(ofShop)")
            }
        }
    }
}
