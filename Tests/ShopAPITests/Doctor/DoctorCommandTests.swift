import BSON
import Carts
import FoundationEssentials
import MongoODM
import Orders
import ShopAPI
import TestSupport
import Testing

/// What `bodega doctor` prints, and how it ends, for each kind of fault.
@Suite struct DoctorCommandTests {
    @Test func eachFaultIsPrintedWithItsDocuments() async throws {
        try await MongoServer.with { server in
            let turnstile = Turnstile(3)
            _ = try await parallel(PlantedFault.allCases.count) { index in
                try await turnstile.pass { try await self.findFault(PlantedFault.allCases[index], server) }
            }
        }
    }

    private func findFault(_ fault: PlantedFault, _ server: MongoServer) async throws {
        let uri = server.uri.replacing("/shop?", with: "/\(fault)?")
        try await withShop(mongodbURI: uri) { shop in
            let user = try await shop.signUp()
            _ = try await shop.order(1, quantity: 3, as: user)
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            try await ShopProcess.with(mongodbURI: uri) { process in
                let sound = try await process.run("doctor")
                #expect(sound.code == 0 && !sound.output.contains("BROKEN"), "\(fault): \(sound.output)")
                let document = try await fault.plant(in: shop)
                let broken = try await process.run("doctor")
                #expect(broken.code == 1, "\(fault)")
                #expect(broken.output.contains("BROKEN \(fault.invariant):"), "\(fault): \(broken.output)")
                #expect(broken.output.contains("1 at fault)\n       {"), "\(fault): \(broken.output)")
                #expect(broken.output.contains(document), "\(fault): \(broken.output)")
            }
        }
    }

    @Test func writesThatDoNotWaitForAMajorityAreNamed() async throws {
        try await MongoServer.with { server in
            try await ShopProcess.with(mongodbURI: server.uri + "&w=1") { process in
                try await process.start()
                let broken = try await process.run("doctor")
                #expect(broken.code == 1 && broken.output.contains("BROKEN server:"))
                #expect(broken.output.contains("MONGODB_URI asks for writes that don't wait for a majority"))
            }
        }
    }

    @Test func aSetThatTakesNoWritesIsNamed() async throws {
        try await MongoServer.with { server in
            try await ShopProcess.with(mongodbURI: server.uri) { process in
                try await process.start()
                let sound = try await process.run("doctor")
                #expect(sound.code == 0, "\(sound.output)")
                let client = try MongoClient(MongoSettings(uri: server.uri))
                try await client.database("admin").run(["fsync": 1, "lock": true])
                let broken = try await process.run("doctor")
                try await client.database("admin").run(["fsyncUnlock": 1])
                await client.shutDown()
                #expect(broken.code == 1 && broken.output.contains("BROKEN server:"))
                #expect(broken.output.contains("no write reaches a majority of the members within 5 s"))
            }
        }
    }

    /// The common server of the tests is set up for speed.
    @Test func aSetThatConfirmsBeforeItsJournalIsNamed() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let broken = try await process.run("doctor")
                #expect(broken.code == 1 && broken.output.contains("writeConcernMajorityJournalDefault is false"))
            }
        }
    }

    @Test func aServerThatIsNoReplicaSetIsNamed() async throws {
        try await MongoServer.standalone { uri in
            try await ShopProcess.with(mongodbURI: uri) { process in
                let broken = try await process.run("doctor")
                #expect(broken.code == 1 && broken.output.contains("BROKEN server:"), "\(broken.output)")
                #expect(broken.output.contains("MongoDB is no replica set"), "\(broken.output)")
            }
        }
    }
}

/// A fault in a shop's data that somebody with a shell may make.
private enum PlantedFault: CaseIterable {
    case negativeStock
    case missingDecrement
    case unexplainedStock
    case wrongTotal
    case wrongLine
    case twoCarts
    case missingIndex
    case differentIndex

    /// What the doctor calls it.
    var invariant: String {
        switch self {
        case .negativeStock: "stock"
        case .missingDecrement: "decrements"
        case .unexplainedStock: "books"
        case .wrongTotal, .wrongLine: "totals"
        case .twoCarts: "carts"
        case .missingIndex, .differentIndex: "indexes"
        }
    }

    /// Plants it in a shop with one pending order and a cart.
    ///
    /// - Returns: what tells the document at fault, in the doctor's words.
    func plant(in shop: ShopClient) async throws -> String {
        switch self {
        case .negativeStock:
            try await shop.update("products", ["product_id": 1], ["$inc": ["inventory": -100, "stocked": -100]])
            return #""slug" : "gaming-laptop-pro""#
        case .missingDecrement:
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "history": []]])
            return #""slug" : "gaming-laptop-pro""#
        case .unexplainedStock:
            try await shop.update("products", ["product_id": 1], ["$inc": ["inventory": 1]])
            return #""slug" : "gaming-laptop-pro""#
        case .wrongTotal, .wrongLine:
            let order = try #require(try await Repository<Order>(shop.database).findOne(.all))
            let change: BSONValue =
                self == .wrongTotal
                ? ["$inc": ["total": 1]] : ["$inc": ["items.0.line_total": 1, "total": 1]]
            try await shop.update("orders", ["_id": .objectID(order.id)], change)
            return #""_id" : { "$oid" : "\#(order.id.hexString)" }"#
        case .twoCarts:
            try await shop.database.run(["dropIndexes": "carts", "index": "user_id_1"])
            let cart = try #require(try await Repository<Cart>(shop.database).findOne(.all))
            let second: BSONValue = ["user_id": .string(cart.userID ?? ""), "updated_at": .date(.now), "items": []]
            try await shop.database.run(["insert": "carts", "documents": [second]])
            return #""_id" : "\#(cart.userID ?? "")""#
        case .missingIndex:
            try await shop.database.run(["dropIndexes": "users", "index": "email_1"])
            return #"{ "collection" : "users", "index" : "email_1", "is" : "missing" }"#
        case .differentIndex:
            try await shop.database.run(["dropIndexes": "users", "index": "email_1"])
            try await shop.database.run([
                "createIndexes": "users", "indexes": [["key": ["email": 1], "name": "email_1"]],
            ])
            return #"{ "collection" : "users", "index" : "email_1", "is" : "different" }"#
        }
    }
}
