import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// Calls Stripe's API over connections that are kept.
struct StripeClient: Sendable {
    private let http: HTTPClient
    private let settings: StripeSettings

    /// The shape of Stripe's answers that the shop reads, whatever the account's is.
    private static let version = "2024-06-20"
    private static let longestReply = 1_048_576
    private static let pauses = [Duration.milliseconds(200), .milliseconds(600)]

    init(_ settings: StripeSettings) {
        var configuration = HTTPClient.Configuration()
        // A key is sent to the address that was set, and to no other.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = TimeAmount(settings.connectTimeout)
        configuration.connectionPool.idleTimeout = .seconds(50)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        // A connection that can't be made is told at once, and tried again within the call's time.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        self.http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.settings = settings
    }

    /// Closes the connections. Calls that are under way fail.
    func shutdown() async {
        try? await self.http.shutdown()
    }

    /// Makes a request, again where that can do no harm, and ends in time.
    ///
    /// - Returns: the answer, whatever its status below 500; never 409 or 429, which say that nothing was done.
    /// - Throws: ``PaymentError`` `unreachable`.
    func send(_ request: StripeRequest, within timeout: Duration) async throws(PaymentError) -> StripeReply {
        let end = ContinuousClock.now + timeout
        var pauses = Self.pauses[...]
        while true {
            switch await self.outcome(of: request, until: end) {
            case .answered(let reply): return reply
            case .lost(let detail, let isWorthAnother):
                let error = PaymentError.unreachable("\(request.operation): \(detail)")
                guard isWorthAnother, let pause = pauses.popFirst(), .now + pause < end else { throw error }
                // A task that is cancelled makes one more try, which ends at once.
                try? await Task.sleep(for: pause)
            }
        }
    }

    private enum Outcome: Sendable {
        case answered(StripeReply)
        case lost(String, isWorthAnother: Bool)
    }

    private func outcome(of request: StripeRequest, until end: ContinuousClock.Instant) async -> Outcome {
        let reply: StripeReply
        do {
            reply = try await self.reply(to: request, until: end)
        } catch let error as HTTPClientError where error == .connectTimeout || error == .tlsHandshakeTimeout {
            return .lost("no connection", isWorthAnother: true)
        } catch let error as HTTPClientError {
            return .lost("\(error.shortDescription)", isWorthAnother: request.isRepeatable)
        } catch is Late {
            return .lost("no answer in time", isWorthAnother: false)
        } catch is CancellationError {
            return .lost("cancelled", isWorthAnother: false)
        } catch is NIOConnectionError {
            return .lost("no connection", isWorthAnother: true)
        } catch {
            return .lost("\(type(of: error))", isWorthAnother: request.isRepeatable)
        }
        switch reply.status {
        // Not done: too many requests, or one with the same key is under way.
        case 409, 429: return .lost("\(reply.status)\(reply.reference)", isWorthAnother: !reply.isFinal)
        // An answer that was kept under a key would come again.
        case 500...:
            return .lost(
                "\(reply.status)\(reply.reference)",
                isWorthAnother: request.idempotencyKey == nil && !reply.isFinal)
        default: return .answered(reply)
        }
    }

    private struct Late: Error {}

    /// The client's own deadline ends with the head of an answer, and its bytes may come slowly for ever.
    private func reply(
        to request: StripeRequest, until end: ContinuousClock.Instant
    ) async throws -> StripeReply {
        try await withThrowingTaskGroup(of: StripeReply.self) { group in
            group.addTask { try await self.reply(to: request) }
            group.addTask {
                try await Task.sleep(until: end, clock: .continuous)
                throw Late()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func reply(to request: StripeRequest) async throws -> StripeReply {
        let response = try await self.http.execute(self.message(for: request), deadline: .distantFuture)
        let body = try await response.body.collect(upTo: Self.longestReply)
        return StripeReply(
            status: Int(response.status.code), body: Array(body.readableBytesView),
            requestID: response.headers.first(name: "Request-Id").map { String($0.prefix(64)) },
            isFinal: response.headers.first(name: "Stripe-Should-Retry") == "false")
    }

    private func message(for request: StripeRequest) -> HTTPClientRequest {
        let address = "\(self.settings.base)/v1/\(request.path)"
        let isQuery = request.method == .get && !request.fields.isEmpty
        var message = HTTPClientRequest(url: isQuery ? "\(address)?\(request.form)" : address)
        message.headers = [
            "Authorization": "Bearer \(self.settings.secretKey)", "Stripe-Version": Self.version,
            "User-Agent": "Bodega", "Accept": "application/json",
        ]
        if let key = request.idempotencyKey { message.headers.add(name: "Idempotency-Key", value: key) }
        if request.method == .post {
            message.method = .POST
            message.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            message.body = .bytes(ByteBuffer(string: request.form))
        }
        return message
    }
}
