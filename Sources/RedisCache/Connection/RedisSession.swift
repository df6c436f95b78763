/// One connection to one run of a server.
///
/// What was begun in another run must not be believed in this one: a server that was started again may have come back
/// with data that are older than what it had confirmed.
struct RedisSession: Sendable {
    /// Counts the connections.
    let number: Int
    /// What the server calls the time since its start; empty if it does not tell.
    let run: [UInt8]
}
