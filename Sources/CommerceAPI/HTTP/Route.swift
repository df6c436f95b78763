public import HTTPTypes
public import Hummingbird
import ShopCore

/// One operation of the API as a value: where it is, who may call it, what it takes and what it answers.
///
/// ```swift
/// Route(
///     .post, "/cart/add", id: "addToCart", "Put a product into the cart", tag: .cart,
///     access: .user, input: .body(CartAddRequest.self), errors: [.badRequest, .notFound]
/// ) { call in
///     try await carts.add(call.body.productID, quantity: call.body.quantity, for: call.caller.userID)
/// }
/// ```
///
/// Checks come in this order: how much there is to do (503), the rate limit (429), the login (401), the role (403), then
/// parameters and body together (422). How much there is to do is looked at again when the body has come.
public struct Route: Sendable {
    public let method: HTTPRequest.Method
    /// The path, with placeholders as in `/products/{slug}`.
    public private(set) var path: String
    /// What the API's description says; nil for a page that is no part of it.
    private(set) var documentation: RouteDocumentation?
    /// What counts the route's requests; nil for a route without a limit.
    let counter: String?
    /// Whether a request that names itself with an `Idempotency-Key` is done once.
    let takesKey: Bool
    let respond: @Sendable (Request, APIContext, Gatekeeper) async throws -> Response
    /// Answers from memory, if it can and the route may.
    let recall: ArrivalRoutes.Recall?
    /// Whether a request is refused before anything else is known of it when there is too much to do already.
    let isRefusedFirst: Bool

    /// Declares an operation.
    ///
    /// - Parameters:
    ///   - path: the path, with placeholders as in `/products/{slug}`.
    ///   - id: a name for programs, unique in the API.
    ///   - summary: a phrase for people.
    ///   - tag: the group under which the description shows it.
    ///   - access: who may call it.
    ///   - input: what it takes.
    ///   - isRateLimited: whether a client may call it only so often.
    ///   - takesKey: whether a request that names itself with an `Idempotency-Key` is done once. The handler then
    ///     hands ``Call/keeping(_:)`` to the service that does the work.
    ///   - takesCondition: whether an `If-Match` is heeded: the handler finds it in the call, and the service answers for
    ///     it.
    ///   - status: what success is called.
    ///   - recall: what the handler would return, if that is in memory and there is nothing to wait for. It is for
    ///     routes that everybody may call and that take no body.
    ///   - errors: further statuses that the description names; 401, 403, 408, 413, 414, 415, 422, 429 and 503 follow from the
    ///     rest.
    ///   - handler: does the work.
    public init<Caller, Path, Query, Body, Output: RouteOutput>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        access: Access<Caller>, input: RouteInput<Path, Query, Body>, isRateLimited: Bool = false,
        takesKey: Bool = false, takesCondition: Bool = false, status: HTTPResponse.Status = .ok,
        errors: [HTTPResponse.Status] = [],
        recall: (@Sendable (Path, Query) -> Output?)? = nil,
        handler: @escaping @Sendable (Call<Caller, Path, Query, Body>) async throws -> Output
    ) {
        self.method = method
        self.path = path
        self.documentation = RouteDocumentation(
            id: id, summary: summary, tag: tag, access: access.requirement, isRateLimited: isRateLimited,
            takesKey: takesKey, takesCondition: takesCondition, reads: method == .get, input: input,
            output: Output.self, status: status, errors: errors)
        let counter = isRateLimited ? "\(method.rawValue) \(path)" : nil
        self.counter = counter
        self.takesKey = takesKey
        let operation = "\(method.rawValue) \(path)"
        // Supervisors must not take a shop with much to do for one that is broken.
        let isAlwaysAdmitted = tag == .health
        let isEasilyAdmitted = counter == nil && access.requirement == .nothing
        self.isRefusedFirst = !isAlwaysAdmitted && !isEasilyAdmitted
        let isPrivate = access.requirement != .nothing || Output.isSecret
        self.respond = { [isRefusedFirst] request, context, gatekeeper in
            let caller = try await gatekeeper.inFlight.run(!isRefusedFirst) {
                if let counter { try await gatekeeper.limiter.admit(context.client, to: counter) }
                return try await access.admit(request, gatekeeper)
            }
            var request = request
            let keyed =
                takesKey
                ? try await KeyedRequest(
                    &request, operation: operation, caller: caller, maximumBodySize: gatekeeper.maximumBodySize) : nil
            let (path, query, body) = try await input.decode(
                request, context, maximumBodySize: gatekeeper.maximumBodySize)
            let ifNoneMatch = method == .get ? request.headers[.ifNoneMatch] : nil
            let ifMatch = takesCondition ? request.headers[.ifMatch].map(EntityTag.requirement) : nil
            func answer(_ keeper: AnswerKeeper?) async throws -> Answer {
                let call = Call(
                    caller: caller, path: path, query: query, body: body, client: context.client,
                    requestID: context.requestID, ifMatch: ifMatch, keeper: keeper)
                return Answer(status, try await handler(call), isPrivate: isPrivate, ifNoneMatch: ifNoneMatch)
            }
            return try await gatekeeper.inFlight.run(isAlwaysAdmitted) {
                guard let keyed, let keys = gatekeeper.keys else { return Response(try await answer(nil)) }
                return Response(
                    try await keys.answer(to: keyed) { attempt in
                        try await answer(AnswerKeeper(attempt: attempt, status: status, isPrivate: isPrivate))
                    })
            }
        }
        self.recall = recall.map { recall in
            precondition(Caller.self is Void.Type && Body.self is Nothing.Type, "\(path): nothing may be missed")
            return { path, query, ifNoneMatch in
                guard let (path, query) = try? input.parameters(path, query.map(QueryString.parameters) ?? []),
                    let output = recall(path, query)
                else { return nil }
                return Answer(status, output, ifNoneMatch: ifNoneMatch)
            }
        }
    }

    /// Declares a page or file, which the description does not show.
    public init(
        page path: String, handler: @escaping @Sendable (Request, APIContext) async throws -> Response
    ) {
        self.method = .get
        self.path = path
        self.documentation = nil
        self.counter = nil
        self.takesKey = false
        self.recall = nil
        self.isRefusedFirst = false
        self.respond = { request, context, _ in try await handler(request, context) }
    }

    /// The same operation below another path, for example `/api/v1`.
    public func mounted(at prefix: String) -> Route {
        var route = self
        route.path = prefix + self.path
        let name = prefix.split(separator: "/").joined(separator: "_")
        route.documentation?.id = [name, self.documentation?.id ?? ""].joined(separator: "_")
        return route
    }
}
