import HTTPTypes

/// What a request's headers ask of the answer: nothing that the client has already, or only a part of it.
struct AskedAnswer {
    /// The tags of what the client has, as `If-None-Match` says it.
    var ifNoneMatch: String?
    /// The part it wants, as `Range` says it.
    var range: String?
    /// What it has the rest of, as `If-Range` says it.
    var ifRange: String?

    /// The answer as it is.
    static let whole = AskedAnswer()

    init(ifNoneMatch: String? = nil, range: String? = nil, ifRange: String? = nil) {
        self.ifNoneMatch = ifNoneMatch
        self.range = range
        self.ifRange = ifRange
    }

    /// - Parameter maybePart: whether the answer can be sent in parts. Only `GET` asks for them (RFC 9110, section 14.2).
    init(_ request: some RequestHead, maybePart: Bool) {
        self.ifNoneMatch = request[.ifNoneMatch]
        guard maybePart, request.methodName == "GET" else { return }
        self.range = request[.range]
        if self.range != nil { self.ifRange = request[.ifRange] }
    }
}
