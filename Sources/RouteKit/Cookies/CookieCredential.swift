/// A cookie with which a browser shows who it is, as the request has it. What it is worth, and whether the request's
/// ``csrfToken`` belongs to it, is for the handler to find out.
public struct CookieCredential: Hashable, Sendable {
    /// Visible ASCII characters, at least one.
    public let value: String
    /// The request's `X-CSRF-Token`; nil if it has none.
    public let csrfToken: String?
    /// Whether the request shows a bearer token as well: the cookie says nothing about who sends it then.
    public let isBesideBearer: Bool
}
