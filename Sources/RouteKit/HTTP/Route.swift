public import HTTPTypes
public import Hummingbird
public import Idempotency

/// One operation of the API as a value: where it is, who may call it, what it takes and what it answers.
///
/// ```swift
/// Route(
///     .post, "/cart/add", id: "addToCart", "Put a product into the cart", tag: .cart,
///     access: user, input: .body(CartAddRequest.self), options: .init(errors: [.badRequest, .notFound])
/// ) { call in
///     try await carts.add(call.body.productID, quantity: call.body.quantity, for: call.caller.userID)
/// }
/// ```
///
/// Checks come in this order: how much there is to do (503), the rate limit (429), the login (401), the role (403), then
/// parameters and body together (422). How much there is to do is looked at again when the body has come.
public struct Route: Sendable {
    typealias Respond = @Sendable (Request, APIContext, RouteEnvironment, Mount) async throws -> Response

    public private(set) var method: HTTPRequest.Method
    /// The path, with placeholders as in `/products/{slug}`.
    public private(set) var path: String
    /// Where it is.
    public private(set) var mount = Mount.root
    /// Further methods and paths that reach the operation, and are not described.
    private(set) var furtherPlaces: [(HTTPRequest.Method, String)] = []
    /// What the API's description says; nil for a page that is no part of it.
    private(set) var documentation: RouteDocumentation?
    /// What counts the route's requests where its mount has no quotas; nil for a route without a limit.
    private let ownCounter: Counter?
    /// What counts them where it has.
    private let quota: Quota
    /// Whether a request that names itself with an `Idempotency-Key` is done once.
    public let takesKey: Bool
    /// When requests that nothing counts are refused.
    private let uncountedAdmission: Admission
    let respond: Respond
    /// Answers from memory, if it can and the route may.
    let fastPath: FastPathRoutes.Answering?

    /// Declares an operation.
    ///
    /// - Parameters:
    ///   - path: the path, with placeholders as in `/products/{slug}`.
    ///   - id: a name for programs, unique in the API.
    ///   - summary: a phrase for people.
    ///   - tag: the group under which the description shows it.
    ///   - access: who may call it.
    ///   - input: what it takes.
    ///   - options: what is different from most routes.
    ///   - fastPath: what the handler would return, if that is in memory and there is nothing to wait for. It is for
    ///     routes that everybody may call and that take no body.
    ///   - handler: does the work.
    public init<Caller, Path, Query, Body, Output: RouteOutput>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        access: Access<Caller>, input: RouteInput<Path, Query, Body>, options: RouteOptions = RouteOptions(),
        fastPath: (@Sendable (Path, Query) -> Output?)? = nil,
        handler: @escaping @Sendable (Call<Caller, Path, Query, Body>) async throws -> Output
    ) {
        let steps = RouteSteps(
            name: "\(method.rawValue) \(path)", readsOnly: method == .get, access: access, input: input,
            options: options, output: Output.self)
        self.init(method, path, id: id, summary, tag: tag, steps: steps, takesKey: false, fastPath: fastPath) {
            request, context, environment, _ in
            let call = try await steps.call(request, context, environment)
            return try await environment.work(steps.admission) {
                Response(
                    Answer(
                        options.status, try await handler(call), isPrivate: steps.isPrivate, asked: steps.asked(request)
                    ))
            }
        }
    }

    /// Declares an operation that is done once for a request that names itself with an `Idempotency-Key`, however often
    /// it comes.
    ///
    /// - Parameters:
    ///   - path: the path, with placeholders as in `/orders/{order_id}/pay`.
    ///   - id: a name for programs, unique in the API.
    ///   - summary: a phrase for people.
    ///   - tag: the group under which the description shows it.
    ///   - access: who may call it.
    ///   - input: what it takes.
    ///   - options: what is different from most routes.
    ///   - keys: where answers are kept.
    ///   - handler: hands what it gets besides the call to the service that does the work, and returns the answer that
    ///     this has kept.
    public init<Caller, Path, Query, Body, Output: RouteOutput, Keys: AnswerStore>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        access: Access<Caller>, input: RouteInput<Path, Query, Body>, options: RouteOptions = RouteOptions(),
        keys: Keys,
        handler:
            @escaping @Sendable (
                Call<Caller, Path, Query, Body>, AnswerKeeper<Keys.Transaction>
            ) async throws -> Kept<Output>
    ) {
        precondition(
            !(Output.self is any RemadeOutput.Type) && !Output.setsCookies && !Output.isDownload,
            "\(method) \(path): the answer must be made again")
        self.init(
            method, path, id: id, summary, tag: tag, access: access, input: input, options: options, keys: keys,
            remaking: nil, handler)
    }

    /// Declares an operation that is done once for a request with an `Idempotency-Key`, and whose answer is not stored:
    /// when the request comes again, the answer is made anew.
    ///
    /// - Parameters:
    ///   - path: the path, with placeholders as in `/orders/{order_id}/pay`.
    ///   - id: a name for programs, unique in the API.
    ///   - summary: a phrase for people.
    ///   - tag: the group under which the description shows it.
    ///   - access: who may call it.
    ///   - input: what it takes.
    ///   - options: what is different from most routes.
    ///   - keys: where references to answers are kept.
    ///   - again: makes the answer of the same call and the ``RemadeOutput/reference`` of the first answer.
    ///   - handler: as for an operation whose answer is kept.
    public init<Caller, Path, Query, Body, Output: RemadeOutput, Keys: AnswerStore>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        access: Access<Caller>, input: RouteInput<Path, Query, Body>, options: RouteOptions = RouteOptions(),
        keys: Keys,
        again: @escaping @Sendable (Call<Caller, Path, Query, Body>, String) async throws -> Output,
        handler:
            @escaping @Sendable (
                Call<Caller, Path, Query, Body>, AnswerKeeper<Keys.Transaction>
            ) async throws -> Kept<Output>
    ) {
        self.init(
            method, path, id: id, summary, tag: tag, access: access, input: input, options: options, keys: keys,
            remaking: again, handler)
    }

    /// - Parameter again: makes the answer of the first one's reference; nil where the answer itself is kept.
    private init<Caller, Path, Query, Body, Output: RouteOutput, Keys: AnswerStore>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        access: Access<Caller>, input: RouteInput<Path, Query, Body>, options: RouteOptions, keys: Keys,
        remaking again: (@Sendable (Call<Caller, Path, Query, Body>, String) async throws -> Output)?,
        _ handler:
            @escaping @Sendable (
                Call<Caller, Path, Query, Body>, AnswerKeeper<Keys.Transaction>
            ) async throws -> Kept<Output>
    ) {
        let steps = RouteSteps(
            name: "\(method.rawValue) \(path)", readsOnly: method == .get, access: access, input: input,
            options: options, output: Output.self)
        precondition(
            access.cookie == nil, "\(method) \(path): a cookie has no name that keys could belong to")
        self.init(method, path, id: id, summary, tag: tag, steps: steps, takesKey: true, fastPath: nil) {
            request, context, environment, mount in
            let (call, keyed) = try await steps.keyedCall(request, context, environment, mount)
            @Sendable func answer(_ output: Output) -> Answer {
                Answer(options.status, output, isPrivate: steps.isPrivate)
            }
            @Sendable func answer(_ claim: Keys.Held?) async throws -> Answer {
                let keeper = AnswerKeeper(claim, status: options.status, isPrivate: steps.isPrivate)
                return answer(try await handler(call, keeper).answer)
            }
            return try await environment.work(steps.admission) {
                guard let keyed else { return Response(try await answer(nil)) }
                return Response(
                    try await keys.answer(
                        to: keyed, keepsRefusals: mount.keepsRefusals,
                        again: { kept in
                            guard let again else { return Answer(kept) }
                            return answer(try await again(call, kept.reference))
                        },
                        by: { claim in try await answer(claim) }))
            }
        }
    }

    init<Caller, Path, Query, Body, Output: RouteOutput>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        steps: RouteSteps<Caller, Path, Query, Body, Output>, takesKey: Bool,
        fastPath: (@Sendable (Path, Query) -> Output?)?, respond: @escaping Respond
    ) {
        self.method = method
        self.path = path
        self.documentation = RouteDocumentation(id: id, summary: summary, tag: tag, steps: steps, takesKey: takesKey)
        self.ownCounter = steps.options.isRateLimited ? .route(steps.name) : nil
        self.quota = steps.options.quota
        self.takesKey = takesKey
        self.uncountedAdmission = steps.admission
        self.respond = respond
        self.fastPath = fastPath.map { steps.answering($0) }
    }

    /// Declares a page or file, which the description does not show.
    public init(
        page path: String, handler: @escaping @Sendable (Request, APIContext) async throws -> Response
    ) {
        self.method = .get
        self.path = path
        self.documentation = nil
        self.ownCounter = nil
        self.quota = .exempt
        self.takesKey = false
        self.uncountedAdmission = .always
        self.fastPath = nil
        self.respond = { request, context, _, _ in try await handler(request, context) }
    }

    /// The same operation under a further method and path, which the description does not show. A mount adds them.
    public func also(_ method: HTTPRequest.Method, _ path: String) -> Route {
        var route = self
        route.furtherPlaces.append((method, path))
        return route
    }

    func mounted(on mount: Mount, _ method: HTTPRequest.Method, _ path: String, isDescribed: Bool) -> Route {
        var route = self
        route.mount = mount
        route.method = method
        route.path = path
        route.furtherPlaces = []
        guard isDescribed else {
            route.documentation = nil
            return route
        }
        if !mount.name.isEmpty { route.documentation?.id = "\(mount.name)_\(self.documentation?.id ?? "")" }
        if mount.hasQuotas { route.documentation?.setQuota(route.quota) }
        return route
    }

    /// What counts the route's requests; nil for a route without a limit.
    var counter: Counter? {
        guard self.mount.hasQuotas else { return self.ownCounter }
        return self.quota == .exempt ? nil : .quota(self.quota)
    }

    /// When a request is refused because there is too much to do. To count a request is work.
    var admission: Admission {
        self.counter == nil || self.uncountedAdmission == .always ? self.uncountedAdmission : .onArrival
    }

    /// Answers a request, in the form of the mount's answers.
    func answer(_ request: Request, _ context: APIContext, _ environment: RouteEnvironment) async throws -> Response {
        do {
            guard let counter = self.counter else {
                return try await self.respond(request, context, environment, self.mount)
            }
            let counted = try await environment.inFlight.run(self.admission) {
                try await environment.limits.count(context.client, by: counter)
            }
            return try await self.answer(request, context, environment, counted)
        } catch let error as CountedError {
            throw error
        } catch {
            throw self.mount.presented(error)
        }
    }

    /// Answers a request that has been counted.
    private func answer(
        _ request: Request, _ context: APIContext, _ environment: RouteEnvironment, _ counted: CountedRequest
    ) async throws -> Response {
        do {
            if let refusal = counted.refusal { throw refusal }
            var response = try await self.respond(request, context, environment, self.mount)
            for field in counted.fields { response.headers.append(field) }
            return response
        } catch {
            throw CountedError(error: self.mount.presented(error), fields: counted.fields)
        }
    }
}
