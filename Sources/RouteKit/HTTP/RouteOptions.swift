public import HTTPTypes

/// What a route does differently from most.
///
/// ```swift
/// options: .init(errors: [.notFound], isRateLimited: true)
/// ```
public struct RouteOptions: Sendable {
    /// What success is called.
    public var status: HTTPResponse.Status
    /// The statuses of errors that the description names besides those that follow from what the route takes: 401, 403,
    /// 408, 412, 413, 414, 415, 422, 429 and 503.
    public var errors: [HTTPResponse.Status]
    /// Whether a client may call it only so often, where its mount has no quotas.
    public var isRateLimited: Bool
    /// What counts its requests where its mount has quotas.
    public var quota: Quota
    /// The media types of success, for the description; any but JSON for a route that answers a ``Download``.
    public var mediaTypes: [String]
    /// Whether an `If-Match` is heeded. The handler finds it in ``Call/requirement(_:)``, and the service answers for it.
    public var takesCondition: Bool
    /// Whether it is answered however much there is to do: supervisors must not take a server with much to do for one
    /// that is broken.
    public var isAlwaysAdmitted: Bool

    public init(
        status: HTTPResponse.Status = .ok, errors: [HTTPResponse.Status] = [], isRateLimited: Bool = false,
        quota: Quota = .api, mediaTypes: [String] = ["application/json"], takesCondition: Bool = false,
        isAlwaysAdmitted: Bool = false
    ) {
        self.status = status
        self.errors = errors
        self.isRateLimited = isRateLimited
        self.quota = quota
        self.mediaTypes = mediaTypes
        self.takesCondition = takesCondition
        self.isAlwaysAdmitted = isAlwaysAdmitted
    }
}
