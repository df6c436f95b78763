import HTTPTypes
public import Hummingbird
import MongoODM
import ShopCore

/// Puts every response into its envelope, errors and preflights included, and gives errors one shape.
///
/// It is one layer and not five, because each layer costs every request an allocation and a suspension point.
public struct RequestMiddleware: RouterMiddleware {
    public typealias Context = APIContext

    private let routes: RouteTable
    private let envelope: ResponseEnvelope
    private let patience: Duration

    /// - Parameter patience: how long a request may wait for MongoDB in all.
    public init(routes: RouteTable, envelope: ResponseEnvelope, patience: Duration) {
        self.routes = routes
        self.envelope = envelope
        self.patience = patience
    }

    public func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.client = self.envelope.client(of: request.head, peer: context.client)
        let opened = self.envelope.open(request.head, path: request.uri.path, from: context.client)
        context.requestID = opened.requestID
        if self.envelope.cors.isPreflight(request.head) {
            var response = self.preflightResponse(to: request)
            self.envelope.close(opened, response.status, &response.headers)
            return response
        }
        var response: Response
        do {
            response = try await MongoDeadline.task.withValue(.now + self.patience) {
                try await next(request, context)
            }
        } catch {
            response = self.response(to: request, error: error)
            // Refusals because of too much to do are no failures, and would fill the log when there is no time for it.
            if response.status.kind == .serverError, (error as? ShopError)?.kind != .busy {
                opened.log.failed(request.head, path: request.uri.path, error)
            }
            // Nothing follows the head of an answer to HEAD, whatever it says.
            if request.method == .head { response = response.createHeadResponse() }
        }
        self.envelope.cors.apply(to: &response.headers, for: request.head)
        let hasPolicy = response.headers.contains(.contentSecurityPolicy)
        self.envelope.close(opened, response.status, &response.headers, hasPolicy: hasPolicy)
        return response
    }

    private func preflightResponse(to request: Request) -> Response {
        let (fields, refusal) = self.envelope.cors.preflight(request.head)
        var response = refusal.map { Response(.badRequest, detail: $0) } ?? Response(status: .noContent)
        response.headers.append(contentsOf: fields)
        return response
    }

    /// The router finds no route for a known path with another method, either.
    private func response(to request: Request, error: any Error) -> Response {
        guard let notFound = error as? HTTPError, notFound.status == .notFound, notFound.body == nil else {
            return Response(error)
        }
        let methods = self.routes.methods(for: request.uri.path)
        guard !methods.isEmpty, !methods.contains(request.method) || request.method == .options else {
            return Response(error)
        }
        var response =
            request.method == .options
            ? Response(status: .noContent) : Response(.methodNotAllowed, detail: "Method Not Allowed")
        response.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
        return response
    }
}
