import ClamAV
import Schemas
import ShopAPI
import TestSupport
import Testing

/// What becomes of uploads where a scanner looks into them.
@Suite struct ImageScanTests {
    @Test(arguments: [
        ("stream: OK", 201, 3), ("stream: Bodega.Test FOUND", 422, 0), ("stream: out of memory ERROR", 503, 0),
    ])
    func onlyWhatIsCleanIsKept(answer: String, status: Int, files: Int) async throws {
        let scanner = try await StubServer.start(
            """
            read(client, lambda stream: stream.endswith(bytes(4)))
            client.sendall(b"\(answer)\\0")
            """)
        defer { scanner.remove() }
        let port = scanner.port
        try await withShop(configure: { $0.images.scanner = .tcp(host: "127.0.0.1", port: port) }) { shop in
            let reply = try await shop.upload(as: try await shop.admin())
            #expect(reply.status == status, "\(reply.text)")
            if status == 422 { #expect(reply.violations == ["body.file infected"]) }
            #expect(try await shop.storedFiles().count == files)
        }
    }

    /// A request's time for the database is not over because something else took long.
    @Test func aScannerMayTakeLongerThanTheDatabase() async throws {
        let scanner = try await StubServer.start(
            """
            read(client, lambda stream: stream.endswith(bytes(4)))
            sleep(4.5)
            client.sendall(b"stream: OK\\0")
            """)
        defer { scanner.remove() }
        let port = scanner.port
        try await withShop(configure: {
            $0.images.scanner = .tcp(host: "127.0.0.1", port: port)
            $0.mongodbTimeout = .seconds(2)
        }) { shop in
            let reply = try await shop.upload(as: try await shop.admin())
            #expect(reply.status == 201, "\(reply.text)")
        }
    }

    @Test func aScannerThatIsAwayKeepsEverythingOut() async throws {
        try await withShop(configure: { $0.images.scanner = .tcp(host: "127.0.0.1", port: 1) }) { shop in
            let admin = try await shop.admin()
            #expect(try await shop.upload(as: admin).status == 503)
            #expect(try await shop.storedFiles() == [])
        }
    }
}
