/// What counts the requests to a route.
enum Counter: Hashable, Sendable {
    /// A count of its own, by its name.
    case route(String)
    /// The count that it shares with others.
    case quota(Quota)
}
