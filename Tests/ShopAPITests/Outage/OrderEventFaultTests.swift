import BSON
import HummingbirdTesting
import MongoODM
import ShopAPI
import TestSupport
import Testing

/// What happens to an order while its stream is cut off from the news is told afterwards.
@Suite(.timeLimit(.minutes(30)))
struct OrderEventFaultTests {
    @Test func nothingIsLostWhileAPrimaryIsElected() async throws {
        try await MongoSet.with { set in
            try await withShop(mongodbURI: set.uri) { shop in
                let (user, admin) = (try await shop.signUp(), try await shop.admin())
                let id = try await shop.order(1, quantity: 1, as: user)
                let port = try #require(shop.http.port)
                try await shop.withAnotherInstance { other in
                    try await RawConnection.open(port: port) { connection in
                        try await connection.openStream("/api/v1/orders/\(id)/events", as: user)
                        _ = try await connection.events(2)
                        try await set.withFrozenPrimary {
                            try await eventually(within: .seconds(60)) {
                                try await other.move(id, to: "confirmed", as: admin).status == 200
                            }
                            let told = try await connection.events(3).map(\.news)
                            #expect(told == ["status paid", "status confirmed", "payment paid"])
                        }
                        try await eventually(within: .seconds(60)) {
                            try await other.move(id, to: "processing", as: admin).status == 200
                        }
                        let told = try await connection.events(1).map(\.news)
                        #expect(told == ["status processing"])
                    }
                }
            }
        }
    }

    @Test func nothingIsLostWithTheServersHistory() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let (user, admin) = (try await shop.signUp(), try await shop.admin())
                let id = try await shop.order(1, quantity: 1, as: user)
                try await shop.withAnotherInstance(configure: { $0.mongodbURI = server.uri + "&appName=deaf" }) {
                    deaf in
                    try await RawConnection.open(port: try #require(deaf.http.port)) { connection in
                        try await connection.openStream("/api/v1/orders/\(id)/events", as: user)
                        _ = try await connection.events(2)
                        try await server.withoutHistoryOfChanges(for: "deaf") {
                            let reply = try await shop.move(id, to: "confirmed", as: admin)
                            #expect(reply.status == 200)
                        }
                        let told = try await connection.events(3).map(\.news)
                        #expect(told == ["status paid", "status confirmed", "payment paid"])
                    }
                }
            }
        }
    }
}
