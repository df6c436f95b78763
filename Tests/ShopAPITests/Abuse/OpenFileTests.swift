import NIOCore
import ShopAPI
import Testing

/// Many clients of a process that may open few files.
@Suite(.timeLimit(.minutes(5)))
struct OpenFileTests {
    @Test func aServedClientReachesMongoDBWhileManyOthersAreConnected() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start(openFiles: 64)
                try await RawConnection.open(port: process.port) { connection in
                    try await connection.get("/health")
                    #expect(try await connection.response().head.status == "HTTP/1.1 200 OK")
                    let clients = try await process.connect(200)
                    for number in 0..<20 {
                        try await connection.get("/products?q=nothing\(number)")
                        #expect(try await connection.response().head.status == "HTTP/1.1 200 OK")
                    }
                    for client in clients { try? await client.close() }
                }
            }
        }
    }

    @Test func waitingClientsCostNoProcessorTime() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start(openFiles: 64)
                let clients = try await process.connect(200)
                #expect(try await process.load() < 0.5)
                for client in clients { try? await client.close() }
            }
        }
    }

    @Test func acceptingPausesWhileNoFileCanBeOpened() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start()
                #expect(try await process.send("GET", "/health")?.status == 200)
                let clients = try await process.withoutFiles {
                    let clients = try await process.connect(20)
                    #expect(try await process.load() < 0.5)
                    return clients
                }
                #expect(try await process.send("GET", "/health")?.status == 200)
                for client in clients { try? await client.close() }
            }
        }
    }
}
