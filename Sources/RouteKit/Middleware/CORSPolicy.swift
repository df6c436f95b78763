import HTTPTypes

/// Which pages of other origins may use the API (the Fetch standard's CORS protocol).
public struct CORSPolicy: Sendable {
    private let allowsEveryOrigin: Bool
    private let origins: Set<String>
    private let methods: Set<String>
    /// In lower case; nil when every header is allowed.
    private let headers: Set<String>?
    /// What every answer to an allowed origin holds.
    private let grant: HTTPFields
    /// What an answer to a preflight holds beyond ``grant``.
    private let preflightGrant: HTTPFields
    private let exposure: HTTPFields

    /// The methods that `*` stands for: with credentials, browsers take a star literally.
    private static let allMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

    public init(_ settings: CORSSettings) {
        self.allowsEveryOrigin = settings.origins == ["*"]
        precondition(!(self.allowsEveryOrigin && settings.allowsCredentials), "credentials need named origins")
        self.origins = Set(settings.origins)
        let methods = settings.methods == ["*"] ? Self.allMethods : settings.methods
        self.methods = Set(methods)
        self.headers = settings.headers == ["*"] ? nil : Set(settings.headers.map { $0.lowercased() })
        self.grant = settings.allowsCredentials ? [.accessControlAllowCredentials: "true"] : [:]
        var preflight: HTTPFields = [
            .accessControlAllowMethods: methods.joined(separator: ", "), .accessControlMaxAge: "600",
        ]
        if self.headers != nil { preflight[.accessControlAllowHeaders] = settings.headers.joined(separator: ", ") }
        self.preflightGrant = preflight
        let exposed = settings.exposedHeaders.joined(separator: ", ")
        self.exposure = exposed.isEmpty ? [:] : [.accessControlExposeHeaders: exposed]
    }

    /// Whether a request asks what it may ask.
    func isPreflight(_ request: HTTPRequest) -> Bool {
        request.method == .options && request.headerFields.contains(.origin)
            && request.headerFields.contains(.accessControlRequestMethod)
    }

    /// The answer to a preflight: its fields and, when it is refused, why.
    func preflight(_ request: HTTPRequest) -> (fields: HTTPFields, refusal: String?) {
        var fields = HTTPFields()
        guard self.allow(request.headerFields[.origin], in: &fields) else { return (fields, "Disallowed CORS origin") }
        fields.append(contentsOf: self.preflightGrant)
        guard self.methods.contains(request.headerFields[.accessControlRequestMethod] ?? "") else {
            return (fields, "Disallowed CORS method")
        }
        if let requested = request.headerFields[.accessControlRequestHeaders] {
            if let headers = self.headers {
                let names = requested.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
                guard headers.isSuperset(of: names) else { return (fields, "Disallowed CORS headers") }
            } else {
                fields.append(HTTPField(name: .accessControlAllowHeaders, value: requested))
            }
        }
        return (fields, nil)
    }

    /// Adds to a response what its request's origin may know.
    ///
    /// - Parameter further: what scripts may read of it besides what they may read of all.
    func apply(
        to response: inout some ResponseFields, for request: some RequestHead,
        exposing further: @autoclosure () -> HTTPField?
    ) {
        guard self.allow(request[.origin], in: &response) else { return }
        for field in self.exposure { response.append(field) }
        if let field = further() { response.append(field) }
    }

    /// Allows an origin, if it is to be. Caches are told that the answer depends on the origin even where there
    /// is none, or they would give it to a page that has one.
    private func allow(_ origin: String?, in fields: inout some ResponseFields) -> Bool {
        if self.allowsEveryOrigin {
            if origin != nil { fields.append(HTTPField(name: .accessControlAllowOrigin, value: "*")) }
        } else {
            fields.append(HTTPField(name: .vary, value: "Origin"))
            guard let origin, self.origins.contains(origin) else { return false }
            fields.append(HTTPField(name: .accessControlAllowOrigin, value: origin))
        }
        guard origin != nil else { return false }
        for field in self.grant { fields.append(field) }
        return true
    }
}
