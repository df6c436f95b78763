import BSON
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RedisCache
import Schemas
import ShopCore
import Synchronization
import TestSupport

@testable import CommerceAPI

/// A few operations without a database, to look at the machinery around them.
struct ToyAPI: Sendable {
    /// The names of the handlers that ran, in order.
    let calls = CallLog()
    var limit: RateLimit?
    var trustedProxies: [AddressBlock] = []
    var cors = CORSSettings()
    var maximumBodySize = 64
    var maximumInFlight: Int?
    /// What requests to `/slow` wait for.
    let slow = Turnstile(1)
    var logger = Logger(label: "toy") { _ in SwiftLogNoOpLogHandler() }

    var routes: [Route] {
        let calls = self.calls
        let slow = self.slow
        return [
            Route(
                .get, "/things", id: "listThings", "List things", tag: .products, access: .anyone,
                input: .query(ThingQuery.self), isRateLimited: true
            ) { call in
                calls.note("list")
                return Thing(name: call.query.name ?? "all", count: call.query.limit)
            },
            Route(
                .get, "/things/{name}", id: "getThing", "One thing", tag: .products, access: .anyone,
                input: .path(ThingPath.self), isRateLimited: true, errors: [.notFound]
            ) { call in
                calls.note("get")
                guard call.path.name != "none" else { throw ShopError.notFound("Thing not found") }
                return Representation(Thing(name: call.path.name, count: 1))
            },
            Route(
                .post, "/things", id: "makeThing", "Make a thing", tag: .products, access: .anyone,
                input: .body(Thing.self), status: .created
            ) { call in
                calls.note("make")
                return call.body
            },
            Route(
                .put, "/things/{name}", id: "replaceThing", "Replace a thing", tag: .admin, access: .admin,
                input: .path(ThingPath.self, body: Thing.self)
            ) { call in
                calls.note("replace")
                return Thing(name: "\(call.caller.email) \(call.path.name)", count: call.body.count)
            },
            Route(
                .get, "/me", id: "getMe", "Who I am", tag: .auth, access: .user, input: .nothing
            ) { call in
                Thing(name: call.caller.email, count: 0)
            },
            Route(
                .get, "/broken", id: "break", "Fail", tag: .products, access: .anyone, input: .nothing
            ) { _ -> Thing in
                throw Failure(secret: "what nobody must see")
            },
            Route(.get, "/slow", id: "wait", "Wait", tag: .products, access: .anyone, input: .nothing) { _ in
                calls.note("slow")
                return await slow.pass { Thing(name: "slow", count: 1) }
            },
            Route(.get, "/state", id: "state", "State", tag: .health, access: .anyone, input: .nothing) { _ in
                Thing(name: "fine", count: 1)
            },
        ]
    }

    /// Runs the operations in an application.
    func test<Value: Sendable>(
        _ setup: TestingSetup = .router, _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        let logger = self.logger
        let table = RouteTable(self.routes)
        let clientAddress = ClientAddress(trustedProxies: self.trustedProxies)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: RequestMiddleware(
                routes: table,
                envelope: ResponseEnvelope(
                    cors: CORSPolicy(self.cors), security: SecurityHeaders(), clientAddress: clientAddress,
                    logger: logger),
                patience: .seconds(60)))
        table.mount(
            on: router,
            gatekeeper: Gatekeeper(
                limiter: RateLimiter(limit: self.limit, redis: nil, prefix: "toy"),
                maximumBodySize: self.maximumBodySize,
                inFlight: RequestsInFlight(limit: self.maximumInFlight, logger: logger),
                authenticate: { token in
                    guard let role = Role(rawValue: token) else { throw ShopError.unauthorized("Invalid token") }
                    return Identity(userID: ObjectID(), email: "\(token)@example.com", role: role, createdAt: .now)
                }))
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            logger: logger)
        return try await application.test(setup, body)
    }
}

struct Thing: SchemaObject, RouteOutput, Equatable {
    var name: String
    var count: Int

    static let schema = Schema(Thing.init) {
        Field("name", \.name).length(1...20).example("lamp")
        Field("count", \.count, default: 1).positive()
    }
}

struct ThingQuery: SchemaObject {
    var name: String?
    var limit: Int

    static let schema = Schema(ThingQuery.init) {
        Field("name", \.name).described("What it is called.").example("lamp")
        Field("limit", \.limit, default: 20).range(1...100)
    }
}

struct ThingPath: SchemaObject {
    var name: String

    static let schema = Schema(ThingPath.init) {
        Field("name", \.name).length(...20)
    }
}

/// An error that only operators may read.
struct Failure: Error {
    let secret: String
}

final class CallLog: Sendable {
    private let state = Mutex<[String]>([])

    var names: [String] { self.state.withLock { $0 } }
    func note(_ name: String) { self.state.withLock { $0.append(name) } }
}

extension TestResponse {
    var text: String { String(buffer: self.body) }
}
