public import BSON

/// What a client is given for its credentials, and whose they are.
public struct Login: Sendable {
    public var token: AccessToken
    /// How long the token is valid, in seconds.
    public var lifetime: Int
    /// What gets the next access token; nil where there is none.
    public var refresh: Refresh?
    public var user: User
    public var session: ObjectID
    /// What of the visitor's cart did not get into the user's.
    public var cartRemainders: [CartRemainder] = []

    public struct Refresh: Sendable {
        public var token: String
        /// How long it is valid, in seconds.
        public var lifetime: Int
    }
}
