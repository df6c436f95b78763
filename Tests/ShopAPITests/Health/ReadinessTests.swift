import BSON
import Carts
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

@Suite struct ReadinessTests {
    @Test func aServerThatAnswersButTakesNoWritesIsNotReady() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let ready = try await shop.get("/ready")
                #expect(ready.status == 200 && ready["mongodb"]?.text == "up")
                #expect(ready["mongodb_pool"]?["size"]?.integer == 8)
                #expect(ready["mongodb_pool"]?["saturated"] == false)

                let admin = shop.backend.mongo.database("admin")
                try await admin.run(["fsync": 1, "lock": true])
                try await shop.backend.mongo.ping()
                try await eventually { try await shop.get("/ready").status == 503 }
                #expect(try await shop.get("/ready")["status"]?.text == "unavailable")

                // What waits for the lock takes all connections.
                async let crowd: [Void] = parallel(16) { _ in
                    _ = try? await shop.backend.shop.carts.add(1, quantity: 1, for: .user(ObjectID()))
                }
                try await eventually { shop.backend.mongo.load.isSaturated }
                #expect(try await shop.get("/ready")["mongodb_pool"]?["busy"]?.integer == 8)
                _ = try await crowd
                let rescuer = try MongoClient(MongoSettings(uri: server.uri))
                try await rescuer.database("admin").run(["fsyncUnlock": 1])
                await rescuer.shutDown()
                try await eventually { try await shop.get("/ready").status == 200 }
            }
        }
    }
}
