import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Payments
import Schemas
import TestSupport

/// Runs a test with a Stripe to itself, in which nothing has happened yet, so that it can count everything in it.
func withStripe(_ body: @Sendable (TestStripe) async throws -> Void) async throws {
    try await StripeServers.shared.withServer { server in
        try await withGateway(at: server.base, key: TestStripe.key) {
            let stripe = TestStripe(gateway: $0, server: server)
            try await stripe.configure("everything", method: .DELETE)
            try await body(stripe)
        }
    }
}

/// A few servers, which tests take in turns: starting one takes longer than most tests.
private actor StripeServers {
    static let shared = StripeServers()

    private let turnstile = Turnstile(3)
    private var free: [StripeServer] = []

    nonisolated func withServer(_ body: @Sendable (StripeServer) async throws -> Void) async throws {
        try await self.turnstile.pass {
            let server = try await self.take()
            do {
                try await body(server)
            } catch {
                await self.put(server)
                throw error
            }
            await self.put(server)
        }
    }

    private func take() async throws -> StripeServer {
        if let server = self.free.popLast() { return server }
        return try await StripeServer()
    }

    private func put(_ server: StripeServer) { self.free.append(server) }
}

/// A gateway whose connections are closed after the test, also after a failure. It waits long: a test machine may be busy
/// with anything.
func withGateway(
    at base: String, key: String = TestStripe.key, timeouts: StripeSettings.Timeouts = .all(.seconds(60)),
    _ body: @Sendable (StripeGateway) async throws -> Void
) async throws {
    var settings = try StripeSettings(secretKey: key, base: base)
    settings.timeouts = timeouts
    settings.connectTimeout = .seconds(30)
    let gateway = StripeGateway(settings)
    do {
        try await body(gateway)
    } catch {
        await gateway.shutdown()
        throw error
    }
    await gateway.shutdown()
}

extension StripeSettings.Timeouts {
    /// The same for every call.
    static func all(_ timeout: Duration) -> StripeSettings.Timeouts {
        var timeouts = StripeSettings.Timeouts()
        for call in [\StripeSettings.Timeouts.open, \.pay, \.capture, \.cancel, \.refund, \.find] {
            timeouts[keyPath: call] = timeout
        }
        return timeouts
    }
}

/// A gateway and what is behind it.
struct TestStripe: Sendable {
    static let key = "sk_test_1234567890"

    let gateway: StripeGateway
    let server: StripeServer

    func get(_ path: String) async throws -> JSONNode {
        try await self.send(HTTPClientRequest(url: "\(self.server.base)/v1/\(path)"))
    }

    func post(_ path: String, _ form: String) async throws -> JSONNode {
        var request = HTTPClientRequest(url: "\(self.server.base)/v1/\(path)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        return try await self.send(request)
    }

    /// All charges that were ever made.
    func charges() async throws -> [JSONNode] { try await self.list("charges") }
    func intents() async throws -> [JSONNode] { try await self.list("payment_intents") }

    private func list(_ path: String) async throws -> [JSONNode] {
        guard case .array(let items)? = try await self.get("\(path)?limit=100")["data"] else { return [] }
        return items
    }

    /// Spoils the next answers to POSTs whose paths end so; `scripts/stripeserver` tells how.
    func spoil(_ path: String, _ kind: String, times: Int = 1) async throws {
        try await self.configure("faults", #"{"path": "\#(path)", "kind": "\#(kind)", "times": \#(times)}"#)
    }

    /// Changes how the server behaves.
    func configure(_ path: String, _ json: String = "{}", method: HTTPMethod = .POST) async throws {
        var request = HTTPClientRequest(url: "\(self.server.base)/_config/\(path)")
        request.method = method
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: json))
        _ = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    }

    private func send(_ request: HTTPClientRequest) async throws -> JSONNode {
        var request = request
        request.headers.add(name: "Authorization", value: "Bearer \(Self.key)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 4_194_304)
        return try JSONNode(json: Array(body.readableBytesView))
    }
}
