import Foundation
import Synchronization
import TLSTestSupport
import TestSupport
import Testing
import X509

@testable import OutboundHTTP

/// Requests to addresses that others choose.
@Suite(.timeLimit(.minutes(5))) struct OutboundClientTests {
    /// A name server that answers one thing after the other, the last one for good.
    private final class Names: HostResolver {
        private let answers: Mutex<[[String]]>
        let asked = CallLog()

        init(_ answers: [String]...) { self.answers = Mutex(answers) }

        func addresses(of host: String) async throws -> [NetworkAddress] {
            self.asked.note(host)
            return self.answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.compactMap { NetworkAddress($0) }
        }
    }

    /// Answers a request with its own head.
    private static let mirror = #"""
        head = read(client)
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(head) + head)
        """#

    private func post(_ client: OutboundClient, _ url: String, attempt: Int = 1) async throws -> OutboundAnswer {
        try await client.post(
            Array("{}".utf8), to: OutboundURL(url), headers: [("Content-Type", "application/json")], attempt: attempt)
    }

    @Test func aNameThatMeansThisHostTheSecondTimeIsAskedOnce() async throws {
        let server = try await StubServer.start(Self.mirror)
        defer { server.remove() }
        // The test's public address is 127.0.0.1, and 127.0.0.2 the one that nothing may be sent to.
        let names = Names(["127.0.0.1"], ["127.0.0.2"])
        let client = OutboundClient(resolver: names) { $0.description == "127.0.0.1" }
        let answer = try await self.post(client, "http://Rebind.example:\(server.port)/hook?a=b")
        let head = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 200 && head.hasPrefix("POST /hook?a=b HTTP/1.1\r\n"))
        #expect(head.lowercased().contains("host: rebind.example:\(server.port)\r\n"))
        #expect(names.asked.names == ["rebind.example"])
        // The next request asks anew, and is not sent.
        await #expect(throws: OutboundError.refusedAddress(try #require(NetworkAddress("127.0.0.2")))) {
            try await self.post(client, "http://rebind.example:\(server.port)/")
        }
    }

    @Test func aNameWithOneAddressThatIsRefusedIsRefused() async throws {
        let server = try await StubServer.start(Self.mirror)
        defer { server.remove() }
        let client = OutboundClient(resolver: Names(["127.0.0.1", "127.0.0.2"])) { $0.description == "127.0.0.1" }
        await #expect(throws: OutboundError.self) { try await self.post(client, "http://a.example:\(server.port)/") }
    }

    @Test func whatIsNoPublicAddressIsRefusedWhateverItIsCalled() async throws {
        let server = try await StubServer.start(Self.mirror)
        defer { server.remove() }
        for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"] {
            await #expect(throws: OutboundError.self, "\(host)") {
                try await self.post(OutboundClient(), "http://\(host):\(server.port)/")
            }
        }
        let open = OutboundClient { _ in true }
        for host in ["127.0.0.1", "2130706433", "0x7f.1"] {
            #expect(try await self.post(open, "http://\(host):\(server.port)/").status == 200, "\(host)")
        }
    }

    @Test func eachTryGoesToTheNextAddress() async throws {
        let server = try await StubServer.start(Self.mirror)
        defer { server.remove() }
        // Nobody listens at the first.
        let client = OutboundClient(resolver: Names(["127.0.0.3", "127.0.0.1"])) { _ in true }
        await #expect(throws: OutboundError.self) { try await self.post(client, "http://a.example:\(server.port)/") }
        #expect(try await self.post(client, "http://a.example:\(server.port)/", attempt: 2).status == 200)
    }

    @Test func whoeverConnectsByAnAddressMeansTheName() async throws {
        let files = try TLSFiles(serverNames: [.dnsName("hooks.example")])
        let server = try await StubServer.start(
            """
            from ssl import PROTOCOL_TLS_SERVER, SSLContext
            context = SSLContext(PROTOCOL_TLS_SERVER)
            context.load_cert_chain("\(files.path("server.pem"))", "\(files.path("server.key"))")
            context.sni_callback = lambda socket, name, context: open("\(files.path("name"))", "w").write(name) and None
            context.wrap_socket(client, server_side=True)
            """)
        defer { server.remove() }
        let client = OutboundClient(resolver: Names(["127.0.0.1"])) { _ in true }
        // The authority is the test's own, and believed by nobody else.
        await #expect(throws: OutboundError.self) {
            try await self.post(client, "https://hooks.example:\(server.port)/")
        }
        try await eventually { (try? String(contentsOfFile: files.path("name"), encoding: .utf8)) == "hooks.example" }
    }

    @Test func aRedirectIsAnAnswer() async throws {
        let server = try await StubServer.start(
            #"""
            read(client)
            client.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
            """#)
        defer { server.remove() }
        let client = OutboundClient { _ in true }
        #expect(try await self.post(client, "http://127.0.0.1:\(server.port)/").status == 302)
    }

    @Test func ofALongBodyTheBeginningIsRead() async throws {
        let server = try await StubServer.endless()
        defer { server.remove() }
        let answer = try await self.post(OutboundClient { _ in true }, "http://127.0.0.1:\(server.port)/")
        #expect(answer.status == 200 && answer.body == Array(repeating: 0, count: 1024))
    }

    @Test func whoNeverAnswersIsNotWaitedFor() async throws {
        let server = try await StubServer.silent()
        defer { server.remove() }
        let client = OutboundClient(timeLimit: .milliseconds(300)) { _ in true }
        await #expect(throws: OutboundError.timeLimit) {
            try await self.post(client, "http://127.0.0.1:\(server.port)/")
        }
    }

    @Test func aBodyThatNeverEndsLeavesItsHeadTheAnswer() async throws {
        let server = try await StubServer.start(
            #"""
            read(client)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")
            sleep(60)
            """#)
        defer { server.remove() }
        let client = OutboundClient(timeLimit: .seconds(5)) { _ in true }
        let answer = try await self.post(client, "http://127.0.0.1:\(server.port)/")
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "ab")
    }

    @Test func aResolverThatHangsIsNotWaitedFor() async throws {
        struct Hanging: HostResolver {
            let gate: Gate

            // As the system's: it can't be stopped.
            func addresses(of host: String) async throws -> [NetworkAddress] {
                await self.gate.pass()
                return []
            }
        }
        let gate = Gate()
        defer { gate.open() }
        let client = OutboundClient(resolver: Hanging(gate: gate), timeLimit: .milliseconds(100)) { _ in true }
        await #expect(throws: OutboundError.timeLimit) { try await self.post(client, "http://a.example/") }
    }
}
