import HTTPTypes

/// A cookie that an answer has the browser keep (RFC 6265, section 4.1). It goes to the host that it came from and to no
/// other, with requests that a page of the same site makes.
///
/// ```swift
/// SetCookie("refresh_token", token, path: "/auth", lifetime: 604_800, isHiddenFromScripts: true, isSecure: true)
/// ```
public struct SetCookie: Hashable, Sendable {
    public let name: String
    public let value: String
    /// The path below which requests carry it.
    public let path: String
    /// How long the browser keeps it, in seconds; 0 makes it forget the one of the same name and path.
    public let lifetime: Int
    /// Whether no script can read it.
    public let isHiddenFromScripts: Bool
    /// Whether it goes over encrypted connections alone.
    public let isSecure: Bool

    /// - Parameters:
    ///   - name: a token of HTTP.
    ///   - value: visible ASCII characters but `"`, `,`, `;` and `\`. The program stops at others, here as in the name and the
    ///     path: what a client sends is not to be put here unchecked.
    ///   - path: the path below which requests carry it.
    ///   - lifetime: how long the browser keeps it, in seconds.
    ///   - isHiddenFromScripts: whether no script can read it.
    ///   - isSecure: whether it goes over encrypted connections alone.
    public init(
        _ name: String, _ value: String, path: String, lifetime: Int, isHiddenFromScripts: Bool, isSecure: Bool
    ) {
        precondition(HTTPField.Name(name) != nil, "\(name) is not the name of a cookie")
        precondition(value.utf8.allSatisfy(CookieHeader.isValueCharacter), "\(name): not the value of a cookie")
        precondition(path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ";") }, "\(name): path")
        self.name = name
        self.value = value
        self.path = path
        self.lifetime = lifetime
        self.isHiddenFromScripts = isHiddenFromScripts
        self.isSecure = isSecure
    }

    /// The header of an answer.
    var field: HTTPField {
        var text = "\(self.name)=\(self.value); Max-Age=\(self.lifetime); Path=\(self.path)"
        if self.isSecure { text += "; Secure" }
        if self.isHiddenFromScripts { text += "; HttpOnly" }
        return HTTPField(name: .setCookie, value: text + "; SameSite=Strict")
    }
}
