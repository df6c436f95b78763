import NIOCore
import ShopAPI
import TestSupport
import Testing

/// Many clients of a process that may open few files.
@Suite(.timeLimit(.minutes(30)))
struct OpenFileTests {
    @Test func servedClientsReachMongoDBWhileManyOthersAreConnected() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start(openFiles: 64)
                let port = process.port
                let served = CallLog()
                let othersAreConnected = Turnstile(1)
                let (statuses, clients) = try await othersAreConnected.pass {
                    let statuses = Task {
                        try await parallel(8) { number in
                            try await RawConnection.open(port: port) { connection in
                                try await connection.get("/health")
                                _ = try await connection.response()
                                served.note("\(number)")
                                await othersAreConnected.pass {}
                                try await connection.get("/products?q=nothing\(number)")
                                return try await connection.response().head.status
                            }
                        }
                    }
                    try await eventually { served.names.count == 8 }
                    return (statuses, try await process.connect(200))
                }
                #expect(try await Set(statuses.value) == ["HTTP/1.1 200 OK"])
                for client in clients { try? await client.close() }
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
