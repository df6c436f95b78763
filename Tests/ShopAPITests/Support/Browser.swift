import HTTPTypes
import Synchronization

/// A browser with cookies of a shop, and a page that sends the token which it can read among them.
final class Browser: Sendable {
    private struct Cookie {
        let name: String
        let value: String
        let path: String
    }

    private let cookies: Mutex<[Cookie]>

    convenience init() { self.init([]) }

    private init(_ cookies: [Cookie]) { self.cookies = Mutex(cookies) }

    /// Another one with the same cookies, as they are now.
    func copy() -> Browser { Browser(self.cookies.withLock { $0 }) }

    var refreshToken: String? {
        get { self["refresh_token"] }
        set { self["refresh_token"] = newValue }
    }

    var csrfToken: String? {
        get { self["csrf_token"] }
        set { self["csrf_token"] = newValue }
    }

    private subscript(name: String) -> String? {
        get { self.cookies.withLock { $0.first { $0.name == name }?.value } }
        set {
            self.cookies.withLock { cookies in
                cookies = cookies.compactMap { cookie in
                    guard cookie.name == name else { return cookie }
                    return newValue.map { Cookie(name: name, value: $0, path: cookie.path) }
                }
            }
        }
    }

    /// Sends a request to one of the routes for accounts.
    func post(
        _ route: String, _ body: String, _ shop: ShopClient, at mount: String = "/api/v1/auth", token: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        let path = "\(mount)/\(route)"
        var headers = headers
        let sent = self.cookies.withLock { $0.filter { path.hasPrefix($0.path) }.map { "\($0.name)=\($0.value)" } }
        if !sent.isEmpty { headers[.cookie] = sent.joined(separator: "; ") }
        headers[.init("X-CSRF-Token")!] = self.csrfToken
        let reply = try await shop.post(path, body, token: token, headers: headers)
        for line in reply.headers[values: .setCookie] { self.keep(line) }
        return reply
    }

    /// Does as a `Set-Cookie` says.
    private func keep(_ line: String) {
        let parts = line.split(separator: "; ").map { part in
            part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
        func attribute(_ name: String) -> String? { parts.first { $0[0] == name }?.last }
        let cookie = Cookie(name: parts[0][0], value: parts[0][1], path: attribute("Path") ?? "/")
        self.cookies.withLock { cookies in
            cookies.removeAll { $0.name == cookie.name && $0.path == cookie.path }
            if attribute("Max-Age") != "0" { cookies.append(cookie) }
        }
    }
}
