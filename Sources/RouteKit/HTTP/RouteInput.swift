import Hummingbird
public import Schemas

/// What a route takes: parameters in its path, parameters in its query string, a body, or none of these.
public struct RouteInput<Path: SchemaObject, Query: SchemaObject, Body: Sendable>: Sendable {
    // What stands for that which the route does not take; nil for what it takes. To find out what a generic type is takes
    // longer than to read some parameters, so it is done once.
    private let noPath = Nothing() as? Path
    private let noQuery = Nothing() as? Query
    private let noBody = Nothing() as? Body
    let body: BodyFormat<Body>

    init(_ body: BodyFormat<Body>) {
        self.body = body
    }

    /// Whether there is nothing that could be wrong.
    var isNothing: Bool { !self.takesPath && !self.takesQuery && !self.takesBody }
    var takesPath: Bool { self.noPath == nil }
    var takesQuery: Bool { self.noQuery == nil }
    var takesBody: Bool { self.noBody == nil }

    /// The longest body in bytes.
    ///
    /// - Parameter general: the longest of most routes.
    func maximumBodySize(among general: Int) -> Int {
        self.takesBody ? self.body.maximumSize(general) : general
    }

    /// Decodes everything.
    ///
    /// - Throws: `ValidationError` with all violations; `HTTPError` when the body is too large or of another media type.
    func decode(
        _ request: Request, _ context: APIContext, maximumBodySize: Int
    ) async throws -> (path: Path, query: Query, body: Body) {
        var violations: [Violation] = []
        let path = self.noPath ?? Self.read(context.pathParameters, in: "path", &violations)
        let query = self.noQuery ?? Self.read(request.queryParameters, in: "query", &violations)
        var body = self.noBody
        if body == nil {
            do {
                body = try await self.body.read(request, maximumBodySize)
            } catch let error as ValidationError {
                violations += error.prefixed(.field("body")).violations
            }
        }
        guard let path, let query, let body else { throw ValidationError(violations) }
        return (path, query, body)
    }

    /// Decodes the parameters alone.
    ///
    /// - Throws: `ValidationError` with all violations.
    func parameters(
        _ path: [(name: String, value: String)], _ query: [(name: String, value: String)]
    ) throws -> (path: Path, query: Query) {
        var violations: [Violation] = []
        let path = self.noPath ?? Self.read(path, in: "path", &violations)
        let query = self.noQuery ?? Self.read(query, in: "query", &violations)
        guard let path, let query else { throw ValidationError(violations) }
        return (path, query)
    }

    private static func read<Value: SchemaObject>(
        _ parameters: [(name: String, value: String)], in location: String, _ violations: inout [Violation]
    ) -> Value? {
        do throws(ValidationError) {
            return try Value(parameters: parameters)
        } catch {
            violations += error.prefixed(.field(location)).violations
            return nil
        }
    }
}

extension RouteInput where Path == Nothing, Query == Nothing, Body == Nothing {
    public static var nothing: RouteInput { RouteInput(.json()) }
}

extension RouteInput where Query == Nothing, Body == Nothing {
    /// A field for each placeholder of the path.
    public static func path(_ path: Path.Type) -> RouteInput { RouteInput(.json()) }
}

extension RouteInput where Path == Nothing, Body == Nothing {
    public static func query(_ query: Query.Type) -> RouteInput { RouteInput(.json()) }
}

extension RouteInput where Path == Nothing, Query == Nothing, Body: SchemaObject {
    public static func body(_ body: Body.Type) -> RouteInput { RouteInput(.json()) }

    /// A body that may be missing, which is then as good as an empty object.
    public static func optionalBody(_ body: Body.Type) -> RouteInput { RouteInput(.json(isOptional: true)) }
}

extension RouteInput where Body == Nothing {
    public static func path(_ path: Path.Type, query: Query.Type) -> RouteInput { RouteInput(.json()) }
}

extension RouteInput where Path == Nothing, Body: SchemaObject {
    /// Parameters of the query, and a body that may be missing, which is then as good as an empty object.
    public static func query(_ query: Query.Type, optionalBody: Body.Type) -> RouteInput {
        RouteInput(.json(isOptional: true))
    }
}

extension RouteInput where Query == Nothing, Body: SchemaObject {
    public static func path(_ path: Path.Type, body: Body.Type) -> RouteInput { RouteInput(.json()) }

    /// A body that may be missing, which is then as good as an empty object.
    public static func path(_ path: Path.Type, optionalBody: Body.Type) -> RouteInput {
        RouteInput(.json(isOptional: true))
    }
}

extension RouteInput where Query == Nothing {
    /// A form with a file, in place of a JSON body.
    public static func path<Fields>(_ path: Path.Type, form: FormFormat<Fields>) -> RouteInput
    where Body == Form<Fields> {
        RouteInput(form.body)
    }
}

extension RouteInput where Path == Nothing, Query == Nothing {
    /// A form with a file, in place of a JSON body.
    public static func form<Fields>(_ form: FormFormat<Fields>) -> RouteInput where Body == Form<Fields> {
        RouteInput(form.body)
    }
}

/// Stands for parameters or a body that a route does not take; what is sent is ignored.
public struct Nothing: SchemaObject {
    public static let schema = Schema(Nothing.init) {}
}
