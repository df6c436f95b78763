/// What a client is given for its credentials, and whose they are.
public struct Login: Sendable {
    public var token: AccessToken
    /// How long the token is valid, in seconds.
    public var lifetime: Int
    public var user: User
}
