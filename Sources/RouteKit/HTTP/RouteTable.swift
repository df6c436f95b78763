import HTTPTypes
public import Hummingbird

/// All routes of an application.
public struct RouteTable: Sendable {
    public let routes: [Route]
    /// Those that are not the root.
    private let mounts: [Mount]

    public init(_ routes: [Route]) {
        self.routes = routes
        var mounts: [Mount] = []
        for route in routes where !route.mount.path.isEmpty && !mounts.contains(where: { $0.path == route.mount.path })
        {
            mounts.append(route.mount)
        }
        self.mounts = mounts
    }

    /// Registers every route; a `GET` answers `HEAD` too if the router is told to.
    public func mount(on router: some RouterMethods<APIContext>, environment: RouteEnvironment) {
        for route in self.routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await route.answer(request, context, environment)
            }
        }
    }

    /// The mount that a path is in, whether there is a route or not; nil for the root.
    func mount(of path: String) -> Mount? { self.mounts.first { $0.contains(path) } }

    /// The methods that a path answers, for an `Allow` header; none when no route has such a path.
    func methods(for path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        var methods: [HTTPRequest.Method] = []
        for route in self.routes where !methods.contains(route.method) {
            let pattern = route.path.split(separator: "/")
            let isSame =
                pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
            if isSame { methods += route.method == .get ? [.get, .head] : [route.method] }
        }
        return methods.isEmpty ? [] : methods + [.options]
    }
}
