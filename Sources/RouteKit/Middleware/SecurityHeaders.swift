import HTTPTypes

/// What every response tells browsers not to do with it.
///
/// The fields are made once: they are part of answers that take a few microseconds.
public struct SecurityHeaders: Sendable {
    private let fields: [HTTPField]
    /// Pages of other origins get answers by CORS or not at all.
    private let sameOrigin = HTTPField(name: .crossOriginResourcePolicy, value: "same-origin")
    /// For answers that are no pages: nothing in them is to be shown, run or framed, should a browser open one.
    private let dataPolicy = HTTPField(
        name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'")

    /// - Parameter strictTransport: how long browsers are to use nothing but HTTPS for this host (RFC 6797); nil to
    ///   say nothing about it.
    public init(strictTransport: Duration? = nil) {
        var fields = [
            // What is sent as JSON is JSON, whatever it looks like.
            HTTPField(name: .xContentTypeOptions, value: "nosniff"),
            // Addresses of orders and searches are not for other sites.
            HTTPField(name: .referrerPolicy, value: "no-referrer"),
        ]
        if let strictTransport {
            fields.append(
                HTTPField(
                    name: .strictTransportSecurity, value: "max-age=\(Int(strictTransport / .seconds(1)))"))
        }
        self.fields = fields
    }

    /// Adds the fields.
    ///
    /// - Parameters:
    ///   - hasPolicy: whether the response has a policy of its own for what browsers may do with it.
    ///   - isShared: whether the response says already that pages of other origins may show it.
    func add(to response: inout some ResponseFields, hasPolicy: Bool = false, isShared: Bool = false) {
        for field in self.fields { response.append(field) }
        if !isShared { response.append(self.sameOrigin) }
        if !hasPolicy { response.append(self.dataPolicy) }
    }
}
