import ClamAV
import ObjectStore
import TestSupport
import Testing

@Suite struct ClamAVScannerTests {
    private let evil = Array("x \(ClamAVServer.evil) y".utf8)

    @Test func clamdFindsWhatItKnows() async throws {
        let server = try await ClamAVServer()
        defer { server.process.remove() }
        for address in [ClamAVAddress.tcp(host: "127.0.0.1", port: server.port), .unixSocket(path: server.socket)] {
            let scanner = ClamAVScanner(address)
            #expect(try await scanner.scan(self.evil) == .infected(signature: "Bodega.Test.UNOFFICIAL"))
            // The end of a file that is sent in several pieces.
            let long = Array(repeating: UInt8(ascii: "."), count: 200_000)
            #expect(try await scanner.scan(long + self.evil) == .infected(signature: "Bodega.Test.UNOFFICIAL"))
            #expect(try await scanner.scan(long) == .clean)
            #expect(try await scanner.scan([]) == .clean)
        }
    }

    @Test func whatIsTooLongForClamdIsNotTakenForClean() async throws {
        let server = try await ClamAVServer()
        defer { server.process.remove() }
        let scanner = ClamAVScanner(.tcp(host: "127.0.0.1", port: server.port))
        let outcome = try await scanner.scan(Array(repeating: 0, count: 5_000_000))
        guard case .unavailable = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    @Test func manyFilesAreScannedAtOnce() async throws {
        let server = try await ClamAVServer()
        defer { server.process.remove() }
        let scanner = ClamAVScanner(.tcp(host: "127.0.0.1", port: server.port))
        let outcomes = try await parallel(20) { index in
            try await scanner.scan(index.isMultiple(of: 2) ? self.evil : [1, 2, 3])
        }
        #expect(outcomes.count { $0 == .clean } == 10)
        #expect(outcomes.count { $0 == .infected(signature: "Bodega.Test.UNOFFICIAL") } == 10)
    }

    @Test(arguments: [
        ("client.recv(10)", "clamd closed the connection"),
        ("read_all(client); client.sendall(b'stream: OK')", "clamd closed the connection"),
        ("read_all(client); client.sendall(b'stream: FAIL\\n\\0')", "clamd: stream: FAIL?"),
        ("read_all(client); client.sendall(b'stream: OKAY\\0')", "clamd: stream: OKAY"),
        ("read_all(client); client.sendall(b'x' * 100000)", "clamd closed the connection"),
    ])
    func anotherAnswerIsNotTakenForClean(handling: String, reason: String) async throws {
        let process = try await StubServer.start(
            """
            def read_all(client): read(client, lambda stream: stream.endswith(bytes(4)))
            \(handling)
            """)
        defer { process.remove() }
        let scanner = ClamAVScanner(.tcp(host: "127.0.0.1", port: process.port))
        #expect(try await scanner.scan([1, 2, 3]) == .unavailable(reason: reason))
    }

    @Test func aScannerThatIsSilentIsGivenUp() async throws {
        let process = try await StubServer.silent()
        defer { process.remove() }
        let scanner = ClamAVScanner(.tcp(host: "127.0.0.1", port: process.port), timeout: .milliseconds(300))
        let start = ContinuousClock.now
        #expect(try await scanner.scan([1]) == .unavailable(reason: "clamd took longer than 0.3 seconds"))
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func aScannerThatIsAwayIsUnavailable() async throws {
        for address in [ClamAVAddress.tcp(host: "127.0.0.1", port: 1), .unixSocket(path: "/nowhere/socket")] {
            let outcome = try await ClamAVScanner(address).scan([1])
            #expect(outcome == .unavailable(reason: "\(address) can't be reached"))
        }
    }

    @Test func aTaskThatIsCancelledStopsWaiting() async throws {
        let process = try await StubServer.silent()
        defer { process.remove() }
        let scanner = ClamAVScanner(.tcp(host: "127.0.0.1", port: process.port))
        let task = Task { try await scanner.scan([1]) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(
        arguments: [
            ("127.0.0.1:3310", ClamAVAddress.tcp(host: "127.0.0.1", port: 3310)),
            ("tcp://clamd", .tcp(host: "clamd", port: 3310)),
            ("[::1]:99", .tcp(host: "::1", port: 99)), ("[::1]", .tcp(host: "::1", port: 3310)),
            ("/run/clamd.ctl", .unixSocket(path: "/run/clamd.ctl")), ("unix:/a b", .unixSocket(path: "/a b")),
            ("", nil), (":1", nil), ("a:0", nil), ("a:70000", nil), ("a:b", nil), ("::1", nil), ("http://a", nil),
            ("a b", nil),
        ] as [(String, ClamAVAddress?)])
    func anAddressIsRead(text: String, expected: ClamAVAddress?) {
        #expect(ClamAVAddress(text) == expected)
    }
}
