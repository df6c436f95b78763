import HTTPTypes

/// A cookie by which browsers show who they are, on the routes whose ``Access`` takes it.
///
/// Browsers send it whatever page asks them to. So there is a second secret, which the pages of the application know and those
/// of others don't: they send it as `X-CSRF-Token`.
public struct CookieScheme: Hashable, Sendable {
    /// How the API's description calls it.
    public let id: String
    /// The name of the cookie.
    public let name: String
    /// What it is, for the API's description; Markdown.
    public let summary: String

    public init(id: String, name: String, summary: String) {
        self.id = id
        self.name = name
        self.summary = summary
    }

    /// The cookie of a request; nil if there is none that could be one.
    func credential(in fields: HTTPFields) -> CookieCredential? {
        CookieHeader.value(of: self.name, in: fields[.cookie]).map { value in
            CookieCredential(
                value: value, csrfToken: fields[.csrfToken],
                isBesideBearer: BearerToken.token(in: fields[.authorization]) != nil)
        }
    }
}
