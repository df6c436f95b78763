/// What a cache keeps in the memory of its process, beside Redis.
public struct NearCacheSettings: Sendable {
    /// The namespaces whose entries are kept. Redis tells this process of every change in them.
    public var namespaces: Set<String>
    /// The most that the entries may take, in bytes. Beyond it those go that have not been asked for lately.
    public var byteLimit: Int
    /// The longest that an entry is served without a word from Redis that it still holds. It bounds how stale an
    /// entry can be when the network, or Redis, stops without closing the connection.
    public var lease: Duration

    public init(namespaces: Set<String>, byteLimit: Int = 64 << 20, lease: Duration = .seconds(1)) {
        self.namespaces = namespaces
        self.byteLimit = byteLimit
        self.lease = lease
    }
}
