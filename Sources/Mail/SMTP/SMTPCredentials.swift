/// What a mail server is authenticated to with. The password shows in no description, dump or log.
public struct SMTPCredentials: Hashable, Sendable {
    /// The user.
    public var user: String
    /// The password, in the clear.
    public var password: String

    /// What to send with `AUTH`.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

extension SMTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The user, and stars.
    public var description: String { "\(self.user):***" }
    /// The user, and stars.
    public var debugDescription: String { self.description }
    /// The user alone.
    public var customMirror: Mirror { Mirror(self, children: ["user": self.user]) }
}
