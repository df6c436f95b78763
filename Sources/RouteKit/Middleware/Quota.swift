/// What counts the requests to a route of a ``Mount`` with quotas: a client may make so many to all routes of a quota
/// together.
public enum Quota: String, Hashable, Sendable {
    /// Most routes.
    case api
    /// Routes at which secrets can be guessed, or mails caused.
    case auth
    /// Nothing counts it.
    case exempt
}
