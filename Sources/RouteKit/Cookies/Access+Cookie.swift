import Hummingbird

extension Access {
    /// Callers who show what this access asks for, or a cookie in its place: nil stands for these, and the handler answers for
    /// the cookie, which it finds in ``Call/cookie``. Of a request with a bearer token the cookie is not looked at.
    ///
    /// Requests by cookie have no name that keys could belong to.
    public func orCookie(_ cookie: CookieScheme) -> Access<Caller?> {
        Access<Caller?>(self.requirement, cookie: cookie, name: { $0.flatMap(self.name) }) { request in
            if cookie.credential(in: request.headers)?.isBesideBearer == false { return nil }
            return try await self.admit(request)
        }
    }
}

extension Access where Caller == Void {
    /// Everybody, and the handler finds a cookie that the request has in ``Call/cookie``.
    public static func anyone(orCookie cookie: CookieScheme) -> Access {
        Access(.nothing, cookie: cookie, name: { _ in nil }, admit: { _ in })
    }
}
