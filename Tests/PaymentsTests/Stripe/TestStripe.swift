import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Payments
import Schemas
import TestSupport

private let servers = Turnstile(3)

/// Runs a test with a Stripe of its own, so that it can count everything in it.
func withStripe(_ body: @Sendable (TestStripe) async throws -> Void) async throws {
    try await servers.pass {
        let server = try await StripeServer()
        try await withGateway(at: server.base, key: TestStripe.key) {
            try await body(TestStripe(gateway: $0, server: server))
        }
    }
}

/// A gateway whose connections are closed after the test, also after a failure.
func withGateway(
    at base: String, key: String = TestStripe.key,
    timeouts: StripeSettings.Timeouts = StripeSettings.Timeouts(), connectTimeout: Duration = .seconds(5),
    _ body: @Sendable (StripeGateway) async throws -> Void
) async throws {
    var settings = try StripeSettings(secretKey: key, base: base)
    settings.timeouts = timeouts
    settings.connectTimeout = connectTimeout
    let gateway = StripeGateway(settings)
    do {
        try await body(gateway)
    } catch {
        await gateway.shutdown()
        throw error
    }
    await gateway.shutdown()
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
    func configure(_ path: String, _ json: String) async throws {
        var request = HTTPClientRequest(url: "\(self.server.base)/_config/\(path)")
        request.method = .POST
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
