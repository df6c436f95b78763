import Hummingbird

extension Request {
    /// The parameters of the query string, decoded.
    var queryParameters: [(name: String, value: String)] {
        guard let query = self.uri.query else { return [] }
        return QueryString.parameters(query)
    }
}

extension APIContext {
    /// What the placeholders of the route's path matched, decoded.
    var pathParameters: [(name: String, value: String)] {
        self.parameters.map { (String($0.key), PercentEncoding.decode($0.value, plusIsSpace: false)) }
    }
}
