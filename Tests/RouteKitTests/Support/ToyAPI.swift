import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RouteKit
import Synchronization
import TestSupport

/// A few operations without a database, to look at the machinery around them. It is made as any application is: of what
/// `RouteKit` offers to all.
struct ToyAPI: Sendable {
    /// The names of the handlers that ran, in order.
    let calls = CallLog()
    var mount = Mount.root
    var limit: RateLimit?
    /// Of the mount, if it has quotas.
    var quotas: (api: RateLimit?, auth: RateLimit?)
    var trustedProxies: [AddressBlock] = []
    var cors = CORSSettings()
    var maximumBodySize = 64
    var maximumInFlight: Int?
    var eventStreams = EventStreamLimits()
    /// What requests to `/slow` wait for.
    let slow = Turnstile(1)
    /// What requests with keys have made.
    let drawer = Drawer()
    var logger = Logger(label: "toy") { _ in SwiftLogNoOpLogHandler() }

    /// Puts the operations together with what stands before them and a server.
    func application() -> Application<RouterResponder<APIContext>> {
        let table = RouteTable(self.mount.mounted(self.routes))
        let decorator = ResponseDecorator(
            cors: CORSPolicy(self.cors), security: SecurityHeaders(),
            clientAddress: ClientAddress(trustedProxies: self.trustedProxies), logger: self.logger)
        let limits = RateLimits(
            routes: self.limit, api: self.quotas.api, auth: self.quotas.auth, redis: nil, prefix: "toy")
        let inFlight = RequestsInFlight(limit: self.maximumInFlight, logger: self.logger)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestMiddleware(routes: table, decorator: decorator, limits: limits))
        table.mount(
            on: router,
            environment: RouteEnvironment(
                limits: limits, maximumBodySize: self.maximumBodySize, inFlight: inFlight,
                eventStreams: EventStreams(self.eventStreams, logger: self.logger)))
        let listener = Listener(
            limits: ConnectionLimits(
                headTimeout: .seconds(10), bodyTimeout: .seconds(10), idleTimeout: .seconds(10),
                maximumHeadSize: 32_768),
            connections: ConnectionCount(limit: 100, poolSize: 1), decorator: decorator, routes: FastPathRoutes(table),
            rateLimits: limits, inFlight: inFlight)
        return Application(
            router: router, server: .fastPath(listener),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)), logger: self.logger)
    }

    /// Runs the operations in an application.
    func test<Value: Sendable>(
        _ setup: TestingSetup = .router, _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await self.application().test(setup, body)
    }
}

extension TestResponse {
    var text: String { String(buffer: self.body) }
}
