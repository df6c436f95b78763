/// What a connection authenticates with. The password shows in no description, dump or log.
public struct RedisCredentials: Hashable, Sendable {
    /// The ACL user, nil for the default user (Redis before 6 has no other).
    public var user: String?
    public var password: String

    public init(user: String? = nil, password: String) {
        self.user = user
        self.password = password
    }
}

extension RedisCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(self.user ?? "default"):***" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: ["user": self.user ?? "default"]) }
}
