import HTTPTypes
import Hummingbird
import Idempotency
import Schemas

/// What a request to a route goes through on its way to the handler.
struct RouteSteps<Caller: Sendable, Path: SchemaObject, Query: SchemaObject, Body: Sendable, Output: RouteOutput>:
    Sendable
{
    /// The method and the path as they were declared, wherever the route is mounted: requests are counted and keys
    /// belong to requests by it.
    let name: String
    /// Whether a client that has the answer already is told so.
    let readsOnly: Bool
    let access: Access<Caller>
    let input: RouteInput<Path, Query, Body>
    let options: RouteOptions
    let admission: Admission
    /// Whether the answer is for the client alone.
    let isPrivate: Bool

    init(
        name: String, readsOnly: Bool, access: Access<Caller>, input: RouteInput<Path, Query, Body>,
        options: RouteOptions, output: Output.Type
    ) {
        self.name = name
        self.readsOnly = readsOnly
        self.access = access
        self.input = input
        self.options = options
        // To find out who calls is work.
        self.admission =
            options.isAlwaysAdmitted ? .always : access.requirement == .nothing ? .onceComplete : .onArrival
        self.isPrivate = access.requirement != .nothing || Output.isSecret
    }

    /// The call that a request makes.
    func call(
        _ request: Request, _ context: APIContext, _ environment: RouteEnvironment
    ) async throws -> Call<Caller, Path, Query, Body> {
        let caller = try await self.admit(request, environment)
        return try await self.decode(request, from: caller, context, environment)
    }

    /// The call that a request makes, and what the request is by its key, if it has one.
    func keyedCall(
        _ request: Request, _ context: APIContext, _ environment: RouteEnvironment, _ mount: Mount
    ) async throws -> (Call<Caller, Path, Query, Body>, KeyedRequest?) {
        let caller = try await self.admit(request, environment)
        var request = request
        let keyed = try await KeyedRequest(
            &request, operation: self.name(on: mount), caller: self.access.name(caller),
            maximumBodySize: self.input.maximumBodySize(among: environment.maximumBodySize))
        return (try await self.decode(request, from: caller, context, environment), keyed)
    }

    /// The same operation on another mount is another one: a key of the one says nothing to the other.
    private func name(on mount: Mount) -> String {
        mount.name.isEmpty ? self.name : "\(mount.name) \(self.name)"
    }

    /// What the request's headers ask of the answer.
    func asked(_ request: Request) -> AskedAnswer {
        self.readsOnly ? AskedAnswer(request.head, maybePart: Output.isDownload) : .whole
    }

    /// Finds out who calls.
    private func admit(_ request: Request, _ environment: RouteEnvironment) async throws -> Caller {
        guard self.access.requirement != .nothing else { return try await self.access.admit(request) }
        return try await environment.work(self.admission) { try await self.access.admit(request) }
    }

    private func decode(
        _ request: Request, from caller: Caller, _ context: APIContext, _ environment: RouteEnvironment
    ) async throws -> Call<Caller, Path, Query, Body> {
        let (path, query, body) = try await self.input.decode(
            request, context, maximumBodySize: self.input.maximumBodySize(among: environment.maximumBodySize))
        return Call(
            caller: caller, path: path, query: query, body: body, client: context.client,
            userAgent: request.headers[.userAgent], requestID: context.requestID,
            cookie: self.access.cookie?.credential(in: request.headers),
            ifMatch: self.options.takesCondition ? request.headers[.ifMatch] : nil)
    }

    /// Answers from memory without a handler.
    func answering(_ inMemory: @escaping @Sendable (Path, Query) -> Output?) -> FastPathRoutes.Answering {
        precondition(
            self.access.requirement == .nothing && self.access.cookie == nil && !self.input.takesBody,
            "\(self.name): nothing may be missed")
        let (input, status) = (self.input, self.options.status)
        return { path, query, request in
            guard let (path, query) = try? input.parameters(path, query.map(QueryString.parameters) ?? []),
                let output = inMemory(path, query)
            else { return nil }
            return Answer(status, output, asked: AskedAnswer(request, maybePart: Output.isDownload))
        }
    }
}
