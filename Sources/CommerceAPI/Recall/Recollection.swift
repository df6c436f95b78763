import HTTPTypes
import NIOHTTP1

/// How the operations that can be answered from memory are found, without a router that has to wait.
///
/// It knows `GET` routes whose path is fixed or ends in one placeholder. A target that is written in any way but the
/// plainest is left to the router, so that there is one place that decides what it means.
public struct Recollection: Sendable {
    typealias Recall =
        @Sendable (
            _ path: [(name: String, value: String)], _ query: Substring?, _ ifNoneMatch: String?
        ) -> Answer?

    private struct Entry: Sendable {
        /// What counts requests; nil for a route without a limit.
        let counter: String?
        let recall: Recall
    }

    private var fixed: [String: Entry] = [:]
    /// By what precedes the placeholder, its slash included.
    private var open: [String: (name: String, entry: Entry)] = [:]

    /// A request that can be answered from memory.
    struct Match {
        let path: String
        let counter: String?
        let answer: Answer
    }

    public init(_ routes: RouteTable) {
        for route in routes.routes {
            guard let recall = route.recall else { continue }
            let entry = Entry(counter: route.counter, recall: recall)
            guard let start = route.path.firstIndex(of: "{") else {
                self.fixed[route.path] = entry
                continue
            }
            let name = route.path[start...].dropFirst().dropLast()
            precondition(!name.contains("/") && !name.contains("}"), "\(route.path): one placeholder, at the end")
            self.open[String(route.path[..<start])] = (String(name), entry)
        }
    }

    /// The answer to a request, if it is in memory.
    func match(_ request: HTTPRequestHead) -> Match? {
        guard request.method == .GET else { return nil }
        let target = request.uri
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = end.map { String(target[..<$0]) } ?? target
        let query = end.map { target[target.utf8.index(after: $0)...] }
        if let query, query.utf8.contains(UInt8(ascii: "#")) { return nil }
        if let entry = self.fixed[path] {
            return entry.recall([], query, request[.ifNoneMatch]).map {
                Match(path: path, counter: entry.counter, answer: $0)
            }
        }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let last = path[path.utf8.index(after: slash)...]
        guard let (name, entry) = self.open[String(path[...slash])], !last.isEmpty,
            !last.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "#") })
        else { return nil }
        return entry.recall([(name, String(last))], query, request[.ifNoneMatch]).map {
            Match(path: path, counter: entry.counter, answer: $0)
        }
    }
}
