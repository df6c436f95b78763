public import HTTPTypes
public import Schemas

/// An error by which an application refuses a request, with what the client is told.
public protocol HTTPRefusal: Error {
    /// The status of the answer.
    var status: HTTPResponse.Status { get }
    /// The reason, in a sentence for the client.
    var message: String { get }
    /// The field at fault, if one is.
    var field: String? { get }
    /// The reason for programs, for example `out_of_stock`, if it has a name.
    var code: String? { get }
    /// What programs learn besides, where there is a code.
    var details: [JSONNode.Field] { get }
    /// After how many seconds to try again, if that may help.
    var retryAfter: Int? { get }
    /// Where what is asked for is instead, for the statuses that say so: a path with its mount.
    var location: String? { get }
    /// What the browser is to keep, or to forget.
    var cookies: [SetCookie] { get }
}

extension HTTPRefusal {
    public var field: String? { nil }
    public var code: String? { nil }
    public var details: [JSONNode.Field] { [] }
    public var retryAfter: Int? { nil }
    public var location: String? { nil }
    public var cookies: [SetCookie] { [] }
}
