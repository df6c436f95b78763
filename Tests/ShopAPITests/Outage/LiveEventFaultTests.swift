import BSON
import HummingbirdTesting
import MongoODM
import ShopAPI
import TestSupport
import Testing

/// What happens in the shop while those who listen are cut off from the news is told afterwards, or they are told so.
@Suite(.timeLimit(.minutes(30)))
struct LiveEventFaultTests {
    @Test func nothingIsLostWhileAPrimaryIsElected() async throws {
        try await MongoSet.with { set in
            try await withShop(mongodbURI: set.uri) { shop in
                let (user, admin) = (try await shop.signUp(), try await shop.admin())
                let clerk = try await shop.clerk("clerk@example.com", "read:order")
                let id = try await shop.order(1, quantity: 1, as: user)
                let port = try #require(shop.http.port)
                try await shop.withAnotherInstance { other in
                    try await RawConnection.open(port: port) { connection in
                        try await connection.openStream(ShopClient.livePath, as: clerk)
                        _ = try await connection.events(1)
                        try await set.withFrozenPrimary {
                            try await eventually(within: .seconds(60)) {
                                try await other.move(id, to: "confirmed", as: admin).status == 200
                            }
                            let told = try await connection.events(1)
                            #expect(told.map(\.live) == ["order confirmed"])
                        }
                        try await eventually(within: .seconds(60)) {
                            try await other.move(id, to: "processing", as: admin).status == 200
                        }
                        let told = try await connection.events(1)
                        #expect(told.map(\.live) == ["order processing"])
                    }
                }
            }
        }
    }

    @Test func whoseHistoryIsLostIsToldSo() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let (user, admin) = (try await shop.signUp(), try await shop.admin())
                let clerk = try await shop.clerk("clerk@example.com", "read:order")
                let id = try await shop.order(1, quantity: 1, as: user)
                try await shop.withAnotherInstance(configure: { $0.mongodbURI = server.uri + "&appName=deaf" }) {
                    deaf in
                    try await RawConnection.open(port: try #require(deaf.http.port)) { connection in
                        try await connection.openStream(ShopClient.livePath, as: clerk)
                        _ = try await connection.events(1)
                        try await server.withoutHistoryOfChanges(for: "deaf") {
                            let moved = try await shop.move(id, to: "confirmed", as: admin).status
                            #expect(moved == 200)
                        }
                        let told = try await connection.events(1)
                        #expect(told.map(\.live) == ["reset lost"])
                        let moved = try await shop.move(id, to: "processing", as: admin).status
                        #expect(moved == 200)
                        let further = try await connection.events(1)
                        #expect(further.map(\.live) == ["order processing"])
                    }
                }
            }
        }
    }
}
