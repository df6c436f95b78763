import HTTPTypes
public import Hummingbird

/// All routes of an application.
public struct RouteTable: Sendable {
    public let routes: [Route]

    public init(_ routes: [Route]) {
        self.routes = routes
    }

    /// Registers every route; a `GET` answers `HEAD` too if the router is told to.
    public func mount(on router: some RouterMethods<APIContext>, environment: RouteEnvironment) {
        for route in self.routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await route.answer(request, context, environment)
            }
        }
    }

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
