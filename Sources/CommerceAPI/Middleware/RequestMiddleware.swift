import HTTPTypes
public import Hummingbird
public import Logging
import NIOHTTP1

/// What every response has in common, errors and preflights included: a request id, the time it took, CORS, a
/// pair of log lines, and one shape of error.
///
/// It is one layer and not five, because each layer costs every request an allocation and a suspension point.
public struct RequestMiddleware: RouterMiddleware {
    public typealias Context = APIContext

    private let routes: RouteTable
    private let cors: CORSPolicy
    private let clientAddress: ClientAddress
    private let logger: Logger

    public init(routes: RouteTable, cors: CORSPolicy, clientAddress: ClientAddress, logger: Logger) {
        self.routes = routes
        self.cors = cors
        self.clientAddress = clientAddress
        self.logger = logger
    }

    public func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let time = ProcessTime()
        var context = context
        context.requestID = RequestID.accepted(request.headers[.requestID]) ?? RequestID.random()
        let log = RequestLog(logger: self.logger, requestID: context.requestID)
        log.received(request, from: self.clientAddress(request, context))
        var response: Response
        if self.cors.isPreflight(request.head) {
            response = self.preflightResponse(to: request)
        } else {
            do {
                response = try await next(request, context)
            } catch let error as HTTPParserError {
                // What came is not HTTP; the server answers that and closes the connection.
                throw error
            } catch {
                response = self.response(to: request, error: error)
                if response.status.kind == .serverError { log.failed(request, error) }
                // Nothing follows the head of an answer to HEAD, whatever it says.
                if request.method == .head { response = response.createHeadResponse() }
            }
            self.cors.apply(to: &response.headers, for: request.head)
        }
        let seconds = time.seconds
        response.headers.append(HTTPField(name: .requestID, value: context.requestID))
        response.headers.append(HTTPField(name: .processTime, value: seconds))
        log.answered(response.status, after: seconds)
        return response
    }

    private func preflightResponse(to request: Request) -> Response {
        let (fields, refusal) = self.cors.preflight(request.head)
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
