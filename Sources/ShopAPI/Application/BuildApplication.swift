public import Hummingbird
import HummingbirdCore
public import Logging
import MongoODM
public import RouteKit

/// Puts the application together: routes, what stands before them, the server, and the connections, which close
/// after the server has.
///
/// - Parameters:
///   - backend: the shop and its connections, which belong to the application from now on.
///   - worker: works on the jobs; nil to leave them to other processes.
///   - further: operations besides the shop's, which are limited, logged and described as those are.
///   - logger: gets the lines about requests and the start.
public func buildApplication(
    _ settings: Settings, backend: Backend, worker: ShopWorker?, further: [Route] = [], logger: Logger
) -> Application<RouterResponder<APIContext>> {
    let operations = RouteTable(RouteTable(backend).routes + further)
    let docs = DocsRoutes(
        document: OpenAPIDocument(operations).json, title: OpenAPIDocument.title, assetsFolder: settings.docsAssets)
    let console = ConsoleRoutes(folder: settings.consoleFiles, libraries: settings.consoleLibraries)
    let routes = RouteTable(operations.routes + docs.routes + console.routes)
    let clientAddress = ClientAddress(trustedProxies: settings.trustedProxies)
    let decorator = ResponseDecorator(
        cors: CORSPolicy(settings.cors), security: SecurityHeaders(strictTransport: settings.strictTransport),
        clientAddress: clientAddress, logger: logger)
    let rateLimits = RateLimits(
        routes: settings.productRateLimit, api: settings.apiRateLimit, auth: settings.authRateLimit,
        redis: backend.redis, prefix: "\(settings.keyPrefix):ratelimit")
    let limits = ConnectionLimits(
        headTimeout: settings.headTimeout, bodyTimeout: settings.bodyTimeout, idleTimeout: settings.idleTimeout,
        maximumHeadSize: settings.maximumHeadSize)
    let connections = ConnectionCount(limit: settings.maximumConnections, poolSize: settings.mongodbPoolSize)
    let inFlight = RequestsInFlight(
        limit: settings.maximumRequestsInFlight,
        message: "The shop has too much to do; please try again in a moment.", logger: logger)
    let listener = Listener(
        limits: limits, connections: connections, decorator: decorator, routes: FastPathRoutes(operations),
        rateLimits: rateLimits, inFlight: inFlight)
    if connections.bounds.served < settings.maximumConnections {
        logger.warning(
            "Fewer connections than MAX_CONNECTIONS are served: the process may not open as many files (ulimit -n)",
            metadata: ["connections": "\(connections.bounds.served)"])
    }

    let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
    router.add(
        middleware: RequestMiddleware(routes: routes, decorator: decorator, limits: rateLimits, errors: .shop))
    routes.mount(
        on: router,
        environment: RouteEnvironment(
            limits: rateLimits, maximumBodySize: settings.maximumBodySize, inFlight: inFlight,
            eventStreams: EventStreams(settings.eventStreams, logger: logger)
        ) { work in
            // Twice the time of an operation: enough for one that had to be repeated, and for those around it.
            try await MongoDeadline.task.withValue(.now + settings.mongodbTimeout * 2) { try await work() }
        })

    // The framework's own lines repeat ours at the levels below.
    var frameworkLogger = logger
    frameworkLogger.logLevel = max(logger.logLevel, .notice)
    var application = Application(
        router: router,
        server: .fastPath(listener),
        configuration: ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port), backlog: settings.maximumConnections),
        services: [BackendService(backend, worker: worker)],
        onServerRunning: { channel in
            // It fails when the server is told to stop at this moment, and accepts no more.
            try? await connections.limit(channel, logger: logger)
            let address = BaseURL(host: settings.host, port: channel.localAddress?.port ?? settings.port)
            logger.info("Listening on \(address)", metadata: ["docs": "\(address)/docs"])
        },
        logger: frameworkLogger)
    application.beforeServerStarts { try await backend.prepare(settings, logger: logger) }
    return application
}

/// Puts the application together with a shop of its own.
///
/// - Throws: what ``Backend/init(_:logger:)`` and ``ShopWorker/init(_:shop:logger:)`` throw.
public func buildApplication(
    _ settings: Settings, logger: Logger
) async throws -> Application<RouterResponder<APIContext>> {
    let backend = try await Backend(settings, logger: logger)
    do {
        let worker =
            settings.worksOnJobs ? try ShopWorker(settings, shop: backend.shop, logger: logger) : nil
        return buildApplication(settings, backend: backend, worker: worker, logger: logger)
    } catch {
        await backend.shutDown()
        throw error
    }
}
