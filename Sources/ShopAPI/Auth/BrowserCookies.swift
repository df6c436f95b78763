import RouteKit

/// The cookies of a session whose refresh token a browser keeps.
struct BrowserCookies: Sendable {
    /// Whether they go over encrypted connections alone.
    let isSecure: Bool

    static let refreshToken = "refresh_token"

    /// A cookie goes to one path; the auth routes have two.
    private static let paths = ["/api/v1/auth", "/api/auth"]

    /// - Parameter lifetime: how long they are kept, in seconds.
    func cookies(refreshToken: String, csrfToken: String, lifetime: Int) -> [SetCookie] {
        Self.paths.map { path in
            SetCookie(
                Self.refreshToken, refreshToken, path: path, lifetime: lifetime, isHiddenFromScripts: true,
                isSecure: self.isSecure)
        } + [
            SetCookie(
                "csrf_token", csrfToken, path: "/", lifetime: lifetime, isHiddenFromScripts: false,
                isSecure: self.isSecure)
        ]
    }

    /// What makes a browser forget them.
    var forgotten: [SetCookie] { self.cookies(refreshToken: "", csrfToken: "", lifetime: 0) }
}
