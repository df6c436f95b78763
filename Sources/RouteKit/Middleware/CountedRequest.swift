import HTTPTypes

/// What came of counting a request.
struct CountedRequest: Sendable {
    /// A request that nothing counts.
    static let uncounted = CountedRequest()

    /// What the answer tells the client of its quota, whatever else it says.
    var fields: [HTTPField] = []
    /// Why the request is refused, if it is.
    var refusal: RateLimitExceeded?
}

/// An error on the way to an answer that tells the client of its quota.
struct CountedError: Error {
    let error: any Error
    let fields: [HTTPField]
}
