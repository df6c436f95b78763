import HTTPTypes
import RouteKit

extension ToyAPI {
    static let owner = CookieScheme(id: "OwnerCookie", name: "owner", summary: "Who owns the purse.")

    private static func cookies(of name: String) -> [SetCookie] {
        [
            SetCookie(
                "owner", name, path: "/purse", lifetime: 60, isHiddenFromScripts: true, isSecure: true),
            SetCookie("colour", "red", path: "/", lifetime: 60, isHiddenFromScripts: false, isSecure: false),
        ]
    }

    /// What a handler is told of a caller by cookie.
    private static func text(of cookie: CookieCredential?) -> String {
        guard let cookie else { return "none" }
        return "\(cookie.value) \(cookie.csrfToken ?? "-") \(cookie.isBesideBearer)"
    }

    /// Routes that set cookies, and take one.
    func cookieRoutes(as user: Access<String>) -> [Route] {
        [
            Route(
                .post, "/purse", id: "openPurse", "Open the purse", tag: Self.people, access: .anyone,
                input: .body(Thing.self)
            ) { call in
                Created(WithCookies(call.body, Self.cookies(of: call.body.name)), at: "/purse")
            },
            Route(
                .get, "/purse", id: "getPurse", "The purse", tag: Self.people, access: .anyone, input: .nothing,
                fastPath: { _, _ in WithCookies(Thing(name: "purse", count: 1), Self.cookies(of: "memory")) },
                handler: { _ in WithCookies(Thing(name: "purse", count: 1), Self.cookies(of: "handler")) }),
            Route(
                .delete, "/purse", id: "closePurse", "Close the purse", tag: Self.people,
                access: user.orCookie(Self.owner), input: .nothing
            ) { call in
                Thing(name: "\(call.caller ?? "nobody"), \(Self.text(of: call.cookie))", count: 1)
            },
            Route(
                .put, "/purse", id: "fillPurse", "Fill the purse", tag: Self.people,
                access: .anyone(orCookie: Self.owner), input: .nothing, options: .init(status: .noContent)
            ) { call in
                guard call.cookie != nil else {
                    throw RefusedRequest(.forbidden, "It has another owner", cookies: Self.cookies(of: ""))
                }
                return WithCookies(NoContent(), Self.cookies(of: "x"))
            },
        ]
    }
}
