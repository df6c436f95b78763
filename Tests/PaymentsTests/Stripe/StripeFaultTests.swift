import BSON
import Foundation
import Payments
import ShopCore
import TestSupport
import Testing

/// Against servers that do what Stripe should not.
@Suite struct StripeFaultTests {
    /// For what has to be waited for.
    private static let short = StripeSettings.Timeouts.all(.milliseconds(700))

    /// Every call of the gateway.
    static let calls: [(name: String, call: @Sendable (StripeGateway) async throws(PaymentError) -> Void)] = [
        ("open", { (gateway) throws(PaymentError) in _ = try await gateway.open(.test("pm_card_visa")) }),
        ("pay", { (gateway) throws(PaymentError) in _ = try await gateway.pay("pi_1", for: .test("pm_card_visa")) }),
        ("capture", { (gateway) throws(PaymentError) in _ = try await gateway.capture("pi_1", for: .test(nil)) }),
        ("cancel", { (gateway) throws(PaymentError) in _ = try await gateway.cancel("pi_1") }),
        ("find", { (gateway) throws(PaymentError) in _ = try await gateway.find("pi_1") }),
        ("refunds", { (gateway) throws(PaymentError) in _ = try await gateway.refunds(of: "pi_1") }),
        (
            "refund",
            { (gateway) throws(PaymentError) in
                _ = try await gateway.refund(
                    PaymentRefundRequest(id: .init(), intentID: "pi_1", amount: Money(minorUnits: 5)))
            }
        ),
    ]

    @Test func aServerThatIsNotThereIsToldSoon() async throws {
        let port = try ServerProcess().port
        try await self.expectUnreachable(port)
    }

    @Test func aServerThatNeverAnswersIsGivenUpInTime() async throws {
        try await self.expectUnreachable(await StubServer.silent())
    }

    @Test func aServerThatHangsUpIsUnreachable() async throws {
        try await self.expectUnreachable(await StubServer.closing())
    }

    @Test func anAnswerThatEndsInTheMiddleIsUnreachable() async throws {
        try await self.expectUnreachable(
            await StubServer.start(
                #"""
                read(client)
                client.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id": "pi_1", "amount": 10')
                """#))
    }

    @Test func anAnswerThatComesByteByByteIsGivenUpInTime() async throws {
        try await self.expectUnreachable(
            await StubServer.start(
                #"""
                read(client)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
                for _ in range(500):
                    client.sendall(b" ")
                    sleep(0.1)
                """#))
    }

    @Test func anAnswerWithoutEndIsUnreachable() async throws {
        try await self.expectUnreachable(await StubServer.endless())
    }

    @Test(arguments: ["", "null", "[]", "<html>", #"{"id":"pi_1"}"#, #"{"error":{}}"#])
    func anAnswerThatIsNoIntentIsUnreachable(_ text: String) async throws {
        try await self.expectUnreachable(await Self.answering(200, text))
    }

    @Test(arguments: [500, 502, 503, 429, 409])
    func aServerInTroubleIsUnreachable(_ status: Int) async throws {
        try await self.expectUnreachable(await Self.answering(status, "{}"))
    }

    @Test(arguments: [(301, "{}"), (302, "{}"), (401, "{}"), (403, "{}"), (418, "<html>"), (404, "")])
    func anAnswerFromSomethingElseIsAMistake(_ status: Int, _ text: String) async throws {
        let server = try await Self.answering(status, text, "Location: http://127.0.0.1:1/\\r\\n")
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            let wrong = await failure { () throws(PaymentError) in try await gateway.find("pi_1") }
            #expect(wrong?.isMisconfigured == true)
        }
    }

    // MARK: Trying again

    @Test(arguments: [
        // What only asks is asked three times; what may have been done is not done again.
        ("find", 500, 3), ("open", 500, 1), ("refund", 500, 1),
        // What was not done is.
        ("find", 429, 3), ("open", 429, 3), ("refund", 429, 3), ("pay", 409, 3),
    ])
    func aServerInTroubleIsAskedAgainWhereThatIsHarmless(_ name: String, _ status: Int, _ count: Int) async throws {
        let server = try await Self.answering(status, "{}")
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            try await Self.make(name, gateway)
        }
        #expect(try Self.requests(server).count == count)
    }

    @Test(arguments: [("find", 3), ("open", 3), ("pay", 3), ("refund", 1)])
    func aServerThatHangsUpIsAskedAgainWhereThatIsHarmless(_ name: String, _ count: Int) async throws {
        let server = try await StubServer.start(Self.noting)
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            try await Self.make(name, gateway)
        }
        #expect(try Self.requests(server).count == count)
    }

    @Test func aServerThatSaysNoIsNotAskedAgain() async throws {
        let server = try await Self.answering(429, "{}", "Stripe-Should-Retry: false\\r\\n")
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            try await Self.make("find", gateway)
        }
        #expect(try Self.requests(server).count == 1)
    }

    @Test func everyTryHasTheSameKey() async throws {
        let server = try await Self.answering(429, "{}")
        defer { server.remove() }
        let attempt = PaymentAttempt.test(nil)
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            for _ in 0..<2 {
                _ = await failure { () throws(PaymentError) in try await gateway.open(attempt) }
            }
        }
        let requests = try Self.requests(server)
        #expect(requests.count == 6)
        #expect(requests.allSatisfy { $0.lowercased().contains("idempotency-key: \(attempt.key)\r\n") })
    }

    // MARK: Connections and cancellation

    @Test func callsOneAfterAnotherShareAConnection() async throws {
        let server = try await StubServer.start(
            #"""
            count = 0
            while True:
                request = read(client)
                count += 1
                with open("requests", "ab") as file: file.write(b"%d\0" % count)
                answer = b'{"id": "pi_1", "amount": 1, "currency": "usd", "status": "succeeded"}'
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
            """#)
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            for _ in 0..<3 {
                let intent = try await gateway.find("pi_1")
                #expect(intent.state == .paid)
            }
        }
        #expect(try Self.requests(server) == ["1", "2", "3"])
    }

    @Test func aCallOfATaskThatIsCancelledEndsAtOnce() async throws {
        let server = try await StubServer.silent()
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)") { gateway in
            let start = ContinuousClock.now
            let call = Task {
                await failure { () throws(PaymentError) in try await gateway.pay("pi_1", for: .test("pm_card_visa")) }
            }
            call.cancel()
            let error = await call.value
            #expect(error?.isUnreachable == true)
            // It could take a minute.
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    // MARK: Servers

    private func expectUnreachable(_ server: ServerProcess) async throws {
        defer { server.remove() }
        try await self.expectUnreachable(server.port)
    }

    /// Expects of every call that it says that nothing is known, soon, and without a secret.
    private func expectUnreachable(_ port: Int) async throws {
        try await withGateway(at: "http://127.0.0.1:\(port)", timeouts: Self.short) { gateway in
            await withTaskGroup { group in
                for (name, call) in Self.calls {
                    group.addTask {
                        let start = ContinuousClock.now
                        let error = await failure { () throws(PaymentError) in try await call(gateway) }
                        #expect(error?.isUnreachable == true, "\(name): \(String(describing: error))")
                        #expect(error.map { "\($0)".contains(TestStripe.key) } == false)
                        // Far more than the time limit, for a busy machine, and less than any server here takes.
                        #expect(ContinuousClock.now - start < .seconds(30))
                    }
                }
            }
        }
    }

    private static func make(_ name: String, _ gateway: StripeGateway) async throws {
        let call = try #require(self.calls.first { $0.name == name }).call
        let error = await failure { () throws(PaymentError) in try await call(gateway) }
        #expect(error?.isUnreachable == true)
    }

    /// Notes the head of each request in a file of its folder.
    private static let noting = #"""
        request = read(client)
        with open("requests", "ab") as file: file.write(request.split(b"\r\n\r\n")[0] + b"\r\n\0")
        """#

    private static func answering(_ status: Int, _ text: String, _ fields: String = "") async throws -> ServerProcess {
        try await StubServer.start(
            self.noting + "\n"
                + #"client.sendall(b'HTTP/1.1 \#(status) Answer\r\n\#(fields)Content-Length: \#(text.utf8.count)\r\n"#
                + #"Connection: close\r\n\r\n\#(text)')"#)
    }

    /// The heads that the server has noted.
    private static func requests(_ server: ServerProcess) throws -> [String] {
        let noted = try Data(contentsOf: server.folder.appending(path: "requests"))
        return noted.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
