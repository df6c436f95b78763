/// What a connection authenticates with. The password shows in no description, dump or log.
public struct RedisCredentials: Hashable, Sendable {
    /// The ACL user, nil for the default user (Redis before 6 has no other).
    public var user: String?
    /// The password, in the clear.
    public var password: String

    /// What to send with `AUTH`.
    public init(user: String? = nil, password: String) {
        self.user = user
        self.password = password
    }
}

extension RedisCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The user, and stars.
    public var description: String { "\(self.user ?? "default"):***" }
    /// The user, and stars.
    public var debugDescription: String { self.description }
    /// The user alone.
    public var customMirror: Mirror { Mirror(self, children: ["user": self.user ?? "default"]) }
}
