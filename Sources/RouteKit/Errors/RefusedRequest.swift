public import HTTPTypes

/// A refusal as a plain value.
public struct RefusedRequest: HTTPRefusal, Hashable {
    public var status: HTTPResponse.Status
    public var message: String
    public var field: String?
    public var code: String?
    public var retryAfter: Int?
    public var location: String?
    public var cookies: [SetCookie]

    public init(
        _ status: HTTPResponse.Status, _ message: String, field: String? = nil, code: String? = nil,
        retryAfter: Int? = nil, location: String? = nil, cookies: [SetCookie] = []
    ) {
        self.status = status
        self.message = message
        self.field = field
        self.code = code
        self.retryAfter = retryAfter
        self.location = location
        self.cookies = cookies
    }
}
