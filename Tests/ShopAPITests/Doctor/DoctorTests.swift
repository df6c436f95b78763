import BSON
import Carts
import FoundationEssentials
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

/// What the doctor finds and mends in a shop's data.
@Suite struct DoctorTests {
    @Test func whatTheShopItselfDoesIsSound() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let product = try await shop.addProduct(as: admin, id: 101, slug: "lamp", inventory: 5)
            let other = try await shop.addProduct(as: admin, id: 102, slug: "desk", inventory: 5)
            for (number, quantity) in [(101, 2), (102, 3), (101, 4)] {
                let id = try await shop.order(number, quantity: quantity, as: user)
                #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            }
            let path = "/admin/products/"
            let patched = try await shop.patch(
                path + (product["id"]?.text ?? ""), #"{"inventory": 40, "name": "Bright lamp"}"#, token: admin)
            #expect(patched.status == 200)
            let last = try await shop.order(101, quantity: 7, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(last)", "", token: user)["status"] == "paid")
            #expect(try await shop.delete(path + (other["id"]?.text ?? ""), token: admin).status == 200)
            #expect(try await shop.faults() == [:])
            #expect(try await shop.inventory(of: 101) == 33)
        }
    }

    @Test func purchasesMeanwhileAreNoFaults() async throws {
        try await withShop { shop in
            let users = try await parallel(6) { _ in try await shop.signUp() }
            async let purchases: [Void] = parallel(6) { index in
                for _ in 0..<5 {
                    let id = try await shop.order(1, quantity: 1, as: users[index])
                    _ = try await shop.post("/payments/confirm?order_id=\(id)", "", token: users[index])
                }
            }
            for _ in 0..<8 {
                let faults = try await shop.faults()
                #expect(faults == [:])
            }
            _ = try await purchases
            #expect(try await shop.inventory(of: 1) == 0)
        }
    }

    @Test func anOrderWhoseDecrementIsMissingIsFoundAndTaken() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 3, as: user)
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "history": []]])
            #expect(try await shop.faults() == ["decrements": 1])
            #expect(try await shop.mended() == ["decrements": 1])
            #expect(try await shop.faults() == [:])
            #expect(try await shop.inventory(of: 1) == 12)
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "paid")
        }
    }

    @Test func aDecrementThatCanNotBeMadeUpForStaysAFault() async throws {
        try await withShop { shop in
            _ = try await shop.order(1, quantity: 16, as: try await shop.signUp())
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "history": []]])
            #expect(try await shop.mended() == [:])
            #expect(try await shop.faults() == ["decrements": 1])
            #expect(try await shop.inventory(of: 1) == 15)
        }
    }

    @Test func whatOtherProgramsSoldOrStockedIsCounted() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 3, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"] == "paid")
            // One never had books, one was sold from without them, one was counted by hand.
            try await shop.update("products", ["product_id": 1], ["$unset": ["sold": "", "stocked": ""]])
            _ = try await shop.order(2, quantity: 1, as: user)
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "history": []]])
            try await shop.update("products", ["product_id": 2], ["$inc": ["inventory": -1]])
            try await shop.update("products", ["product_id": 3], ["$set": ["inventory": 99]])
            #expect(
                try await shop.faults() == ["decrements": 2, "books": 3, "filters": 3, "adjustments": 1])
            let before = [try await shop.inventory(of: 1), try await shop.inventory(of: 2)]
            _ = try await shop.mended()
            #expect(try await shop.faults() == [:])
            #expect([try await shop.inventory(of: 1), try await shop.inventory(of: 2)] == before)
            #expect(try await shop.inventory(of: 3) == 99)
        }
    }

    @Test func stockThatNoPaidOrderTookIsLeftToAPerson() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 3, as: user)
            _ = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            try await shop.update(
                "orders", ["status": "paid"], ["$set": ["status": "failed", "delivery": nil, "history": []]])
            #expect(try await shop.mended() == [:])
            #expect(try await shop.faults() == ["decrements": 1])
            #expect(try await shop.inventory(of: 1) == 12)
        }
    }

    @Test func wrongAmountsAreNamedAndLeftAsTheyAre() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for _ in 0..<3 { _ = try await shop.order(1, quantity: 2, as: user) }
            let orders = try await shop.get("/orders", token: user).list.compactMap { $0["id"]?.text }
            let (dear, odd) = (try #require(ObjectID(orders[0])), try #require(ObjectID(orders[1])))
            try await shop.update("orders", ["_id": .objectID(dear)], ["$inc": ["total": 1]])
            try await shop.update(
                "orders", ["_id": .objectID(odd)], ["$set": ["items.0.line_total": 1, "total": 1]])
            try await shop.update("products", ["product_id": 5], ["$inc": ["inventory": -1000, "stocked": -1000]])
            var diagnoses: [Diagnosis] = []
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 1) { diagnoses.append($0) }
            let totals = try #require(diagnoses.first { $0.name == "totals" })
            #expect(totals.examined == 3 && totals.faultCount == 2 && totals.faults.count == 1)
            #expect([dear, odd].contains(try #require(totals.faults[0]["_id"]?.objectIDValue)))
            let stock = try #require(diagnoses.first { $0.name == "stock" })
            #expect(stock.faultCount == 1 && stock.faults[0]["inventory"]?.intValue ?? 0 < 0)
        }
    }

    @Test func cartsAreUnitedBeforeTheirIndexIsMade() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            let database = shop.backend.mongo.defaultDatabase
            try await database.run(["dropIndexes": "carts", "index": "user_id_1"])
            let first = try #require(try await Repository<Cart>(database).findOne(.all))
            let second: BSONValue = [
                "user_id": .string(first.userID ?? ""), "updated_at": .date(.now),
                "items": [["product_id": 1, "qty": 7], ["product_id": 2, "qty": 1]],
            ]
            try await database.run(["insert": "carts", "documents": [second]])
            #expect(try await shop.faults() == ["carts": 1, "indexes": 1])
            #expect(try await shop.mended() == ["carts": 1, "indexes": 1])
            #expect(try await shop.faults() == [:])
            let lines = try await shop.get("/cart", token: user)["items"]?.elements ?? []
            #expect(lines.map { $0["product_id"]?.integer } == [1, 2])
            #expect(lines.map { $0["qty"]?.integer } == [7, 1])
        }
    }

    @Test func theCommandSaysWhatIsBrokenAndExitsSo() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let user = try await shop.signUp()
                _ = try await shop.order(1, quantity: 3, as: user)
                try await ShopProcess.with(mongodbURI: server.uri) { process in
                    let sound = try await process.run("doctor")
                    #expect(sound.code == 0 && sound.output.contains("ok     decrements:"))
                    try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "history": []]])
                    let broken = try await process.run("doctor")
                    #expect(broken.code == 1)
                    #expect(
                        broken.output.contains(
                            "BROKEN decrements: each paid order was taken from the stock once (20 examined, 1 at fault)"
                        ))
                    #expect(broken.output.contains(#""slug" : "gaming-laptop-pro""#))
                    let mended = try await process.run("doctor", "--repair")
                    #expect(mended.code == 0 && mended.output.contains("(20 examined, 0 at fault, 1 mended)"))
                }
            }
        }
    }

    @Test func aConnectionStringThatGivesUpTheMajorityIsAFault() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let faults = try await shop.allFaults()
                #expect(faults == [:])
            }
            try await withShop(mongodbURI: server.uri + "&w=1") { shop in
                let faults = try await shop.allFaults()
                #expect(faults == ["server": 1])
            }
        }
    }
}

extension ShopClient {
    /// The invariants that don't hold, with the number of documents at fault. The common server is set up for speed and
    /// not for power failures, so nobody asks for that here.
    func faults() async throws -> [String: Int] {
        var faults = try await self.allFaults()
        faults["server"] = nil
        return faults
    }

    func allFaults() async throws -> [String: Int] {
        var faults: [String: Int] = [:]
        try await self.backend.shop.doctor.examine(isMending: false, listing: 3) {
            if !$0.isSound { faults[$0.name] = $0.faultCount }
        }
        return faults
    }

    /// Mends, and tells how much of what.
    func mended() async throws -> [String: Int] {
        var mended: [String: Int] = [:]
        try await self.backend.shop.doctor.examine(isMending: true, listing: 3) {
            if $0.mended > 0 { mended[$0.name] = $0.mended }
        }
        return mended
    }

    /// Changes documents as somebody with a shell would.
    func update(_ collection: String, _ query: BSONValue, _ change: BSONValue) async throws {
        try await self.backend.mongo.defaultDatabase.run([
            "update": .string(collection), "updates": [["q": query, "u": change, "multi": true]],
        ])
    }
}
