import HTTPTypes
import NIOHTTP1

/// How the operations whose requests can be answered where they arrive are found, without a router that has to wait.
///
/// A target that is written in any way but the plainest is left to the router, so that there is one place that decides
/// what it means. So is a path for which the choice between a name and a placeholder would have to be taken back.
public struct FastPathRoutes: Sendable {
    typealias Answering =
        @Sendable (
            _ path: [(name: String, value: String)], _ query: Substring?, _ request: HTTPRequestHead
        ) -> Answer?

    /// What must be known of a route where its requests arrive.
    final class Operation: Sendable {
        let counter: Counter?
        let exposure: HTTPField?
        let admission: Admission
        fileprivate let answering: Answering?

        fileprivate init(_ route: Route) {
            self.counter = route.counter
            self.exposure = route.mount.exposure
            self.admission = route.admission
            self.answering = route.fastPath
        }
    }

    /// A request and the operation that it asks for.
    struct Match {
        let path: String
        let operation: Operation
        fileprivate let values: [(name: String, value: String)]
        fileprivate let query: Substring?

        /// The answer, if it is in memory.
        func answer(_ request: HTTPRequestHead) -> Answer? {
            self.operation.answering?(self.values, self.query, request)
        }
    }

    private let methods: [String: FastPathTable]

    public init(_ table: RouteTable) {
        self.methods = Dictionary(grouping: table.routes, by: \.method.rawValue).mapValues { routes in
            FastPathTable(
                routes.map { ($0.path, Operation($0)) }, hasAnswers: routes.contains { $0.fastPath != nil })
        }
    }

    /// Whether any operation of a method can be answered from memory.
    func haveAnswers(to method: HTTPMethod) -> Bool { self.methods[method.rawValue]?.hasAnswers ?? false }

    /// The operation that a request asks for, if it is one of these.
    func match(_ request: HTTPRequestHead) -> Match? {
        guard let table = self.methods[request.method.rawValue] else { return nil }
        let target = request.uri
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = end.map { String(target[..<$0]) } ?? target
        let query = end.map { target[target.utf8.index(after: $0)...] }
        if let query, query.utf8.contains(UInt8(ascii: "#")) { return nil }
        guard let (operation, values) = table.operation(at: path) else { return nil }
        return Match(path: path, operation: operation, values: values, query: query)
    }
}
