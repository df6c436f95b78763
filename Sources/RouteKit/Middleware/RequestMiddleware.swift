import HTTPTypes
public import Hummingbird

/// Decorates every response, errors and preflights included, and gives errors one shape.
///
/// It is one layer and not five, because each layer costs every request an allocation and a suspension point.
public struct RequestMiddleware: RouterMiddleware {
    public typealias Context = APIContext
    /// Does something around the work on a request, such as giving it a deadline.
    public typealias Surroundings =
        @Sendable (_ work: () async throws -> Response) async throws -> Response

    private let routes: RouteTable
    private let decorator: ResponseDecorator
    private let errors: ErrorMapping
    private let surroundings: Surroundings

    /// - Parameters:
    ///   - errors: what clients are told about errors.
    ///   - surroundings: does something around the work on a request.
    public init(
        routes: RouteTable, decorator: ResponseDecorator, errors: ErrorMapping = ErrorMapping(),
        surroundings: @escaping Surroundings = { try await $0() }
    ) {
        self.routes = routes
        self.decorator = decorator
        self.errors = errors
        self.surroundings = surroundings
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
            response = try await self.surroundings { [context] in try await next(request, context) }
        } catch {
            response = self.response(to: request, error: error)
            // A refusal is meant: it is no failure, and would fill the log when there is no time for it.
            if response.status.kind == .serverError, !(error is any HTTPRefusal) {
                begun.log.failed(request.head, path: request.uri.path, error)
            }
            // Nothing follows the head of an answer to HEAD, whatever it says.
            if request.method == .head { response = response.createHeadResponse() }
        }
        self.decorator.cors.apply(to: &response.headers, for: request.head)
        let hasPolicy = response.headers.contains(.contentSecurityPolicy)
        self.decorator.finish(begun, response.status, &response.headers, hasPolicy: hasPolicy)
        return response
    }

    private func preflightResponse(to request: Request) -> Response {
        let (fields, refusal) = self.decorator.cors.preflight(request.head)
        var response = refusal.map { Self.response(.badRequest, $0) } ?? Response(status: .noContent)
        response.headers.append(contentsOf: fields)
        return response
    }

    /// The router finds no route for a known path with another method, either.
    private func response(to request: Request, error: any Error) -> Response {
        if let notFound = error as? HTTPError, notFound.status == .notFound, notFound.body == nil {
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
