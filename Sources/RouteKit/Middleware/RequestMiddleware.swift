import HTTPTypes
public import Hummingbird

/// Decorates every response, errors and preflights included, and gives errors one shape.
///
/// It is one layer and not five, because each layer costs every request an allocation and a suspension point.
public struct RequestMiddleware: RouterMiddleware {
    public typealias Context = APIContext

    private let routes: RouteTable
    private let decorator: ResponseDecorator
    private let limits: RateLimits
    private let errors: ErrorMapping

    /// - Parameters:
    ///   - limits: count the requests for which there is no route, where others are counted by quotas.
    ///   - errors: what clients are told about errors.
    public init(
        routes: RouteTable, decorator: ResponseDecorator, limits: RateLimits, errors: ErrorMapping = ErrorMapping()
    ) {
        self.routes = routes
        self.decorator = decorator
        self.limits = limits
        self.errors = errors
    }

    public func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.client = self.decorator.client(of: request.head, peer: context.client)
        let begun = self.decorator.begin(request.head, path: request.uri.path, from: context.client)
        context.requestID = begun.requestID
        if self.decorator.cors.isPreflight(request.head) {
            var response = self.preflightResponse(to: request)
            self.decorator.finish(begun, response.status, &response.headers)
            return response
        }
        var response: Response
        do {
            response = try await next(request, context)
            // What is sent while it is fetched may break off.
            if response.body.contentLength == nil || response.headers.contains(.acceptRanges) {
                response.body = response.body.telling { begun.log.failed(request.head, path: request.uri.path, $0) }
            }
        } catch {
            let (error, fields) = await self.counted(error, request, context)
            response = self.response(to: request, error: error)
            for field in fields { response.headers.append(field) }
            // A refusal is meant: it is no failure, and would fill the log when there is no time for it.
            if response.status.kind == .serverError, !(error is any HTTPRefusal) {
                begun.log.failed(request.head, path: request.uri.path, error)
            }
            // Nothing follows the head of an answer to HEAD, whatever it says.
            if request.method == .head { response = response.createHeadResponse() }
        }
        self.decorator.cors.apply(
            to: &response.headers, for: request.head, exposing: self.routes.mount(of: request.uri.path)?.exposure)
        let hasPolicy = response.headers.contains(.contentSecurityPolicy)
        let isShared = response.headers.contains(.crossOriginResourcePolicy)
        self.decorator.finish(
            begun, response.status, &response.headers, hasPolicy: hasPolicy, isShared: isShared)
        return response
    }

    private func preflightResponse(to request: Request) -> Response {
        let (fields, refusal) = self.decorator.cors.preflight(request.head)
        var response = refusal.map { Self.response(.badRequest, $0) } ?? Response(status: .noContent)
        response.headers.append(contentsOf: fields)
        return response
    }

    /// What went wrong, and what the answer tells the client of its quota. A request for which there is no route has
    /// not been counted yet.
    private func counted(
        _ error: any Error, _ request: Request, _ context: APIContext
    ) async -> (any Error, fields: [HTTPField]) {
        if let counted = error as? CountedError { return (counted.error, counted.fields) }
        guard Self.isOfRouter(error), let mount = self.routes.mount(of: request.uri.path), mount.hasQuotas else {
            return (error, [])
        }
        do {
            let counted = try await self.limits.count(context.client, by: .quota(.api))
            return (counted.refusal.map { mount.presented($0) } ?? error, counted.fields)
        } catch {
            return (error, [])
        }
    }

    /// Whether the router has found no route.
    private static func isOfRouter(_ error: any Error) -> Bool {
        guard let error = error as? HTTPError else { return false }
        return error.status == .notFound && error.body == nil
    }

    /// The router finds no route for a known path with another method, either.
    private func response(to request: Request, error: any Error) -> Response {
        if Self.isOfRouter(error) {
            let methods = self.routes.methods(for: request.uri.path)
            if !methods.isEmpty, !methods.contains(request.method) || request.method == .options {
                var response =
                    request.method == .options
                    ? Response(status: .noContent) : Self.response(.methodNotAllowed, "Method Not Allowed")
                response.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
                return response
            }
        }
        return Response(self.errors.answer(to: error))
    }

    private static func response(_ status: HTTPResponse.Status, _ message: String) -> Response {
        Response(Answer(RefusedRequest(status, message)))
    }
}
