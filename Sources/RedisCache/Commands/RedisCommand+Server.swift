extension RedisCommand where Response == String {
    /// Asks the server whether it answers; the response is `PONG`. <https://redis.io/commands/ping>
    public static var ping: Self { Self("PING") }

    /// <https://redis.io/commands/auth>
    static func authenticate(_ credentials: RedisCredentials) -> Self {
        Self(
            "AUTH", ([credentials.user, credentials.password] as [String?]).compactMap { $0.map(RedisArgument.string) })
    }

    /// <https://redis.io/commands/select>
    static func select(database: Int) -> Self {
        Self("SELECT", [.integer(database)])
    }

    /// <https://redis.io/commands/client-setname>
    static func setClientName(_ name: String) -> Self {
        Self("CLIENT", ["SETNAME", .string(name)])
    }
}
