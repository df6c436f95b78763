import HTTPTypes
import NIOHTTP1

/// How the operations whose requests can be answered where they arrive are found, without a router that has to wait.
///
/// It knows routes whose path is fixed or ends in one placeholder. A target that is written in any way but the plainest
/// is left to the router, so that there is one place that decides what it means.
public struct ArrivalRoutes: Sendable {
    typealias Recall =
        @Sendable (
            _ path: [(name: String, value: String)], _ query: Substring?, _ ifNoneMatch: String?
        ) -> Answer?

    /// The routes of one method.
    private struct Routes {
        var fixed: [String: Route] = [:]
        /// By what precedes the placeholder, its slash included.
        var open: [String: (name: String, route: Route)] = [:]
    }

    private var methods: [String: Routes] = [:]

    /// A request and the operation that it asks for.
    struct Match {
        let path: String
        let route: Route
        fileprivate let values: [(name: String, value: String)]
        fileprivate let query: Substring?

        /// The answer, if it is in memory.
        func recall(_ request: HTTPRequestHead) -> Answer? {
            self.route.recall?(self.values, self.query, request[.ifNoneMatch])
        }
    }

    public init(_ routes: RouteTable) {
        for route in routes.routes {
            guard let start = route.path.firstIndex(of: "{") else {
                self.methods[route.method.rawValue, default: Routes()].fixed[route.path] = route
                continue
            }
            let name = route.path[start...].dropFirst().dropLast()
            guard !name.contains("/"), !name.contains("}") else {
                precondition(route.recall == nil, "\(route.path): one placeholder, at the end")
                continue
            }
            self.methods[route.method.rawValue, default: Routes()].open[String(route.path[..<start])] =
                (String(name), route)
        }
    }

    /// The operation that a request asks for, if it is one of these.
    func match(_ request: HTTPRequestHead) -> Match? {
        guard let routes = self.methods[request.method.rawValue] else { return nil }
        let target = request.uri
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = end.map { String(target[..<$0]) } ?? target
        let query = end.map { target[target.utf8.index(after: $0)...] }
        if let query, query.utf8.contains(UInt8(ascii: "#")) { return nil }
        if let route = routes.fixed[path] { return Match(path: path, route: route, values: [], query: query) }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let last = path[path.utf8.index(after: slash)...]
        guard let (name, route) = routes.open[String(path[...slash])], !last.isEmpty,
            !last.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "#") })
        else { return nil }
        return Match(path: path, route: route, values: [(name, String(last))], query: query)
    }
}
