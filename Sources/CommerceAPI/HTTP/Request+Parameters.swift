import Hummingbird

extension Request {
    /// The query string, decoded: `q=gaming+laptop&limit=5`. A name without `=` has an empty value.
    var queryParameters: [(name: String, value: String)] {
        guard let query = self.uri.query else { return [] }
        return query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentEncoding.decode(parts[0], plusIsSpace: true),
                parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : ""
            )
        }
    }
}

extension APIContext {
    /// What the placeholders of the route's path matched, decoded.
    var pathParameters: [(name: String, value: String)] {
        self.parameters.map { (String($0.key), PercentEncoding.decode($0.value, plusIsSpace: false)) }
    }
}
