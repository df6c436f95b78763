import NIOCore

/// How many connections there may be, given how many files the process may open.
public struct ConnectionBounds: Equatable, Sendable {
    /// The most connections that are served.
    public let served: Int
    /// How many connections there are when no more are accepted. Those beyond ``served`` are answered 503.
    let accepted: Int
    /// The most connections that are accepted one after the other before ``accepted`` is looked at again.
    let acceptedAtOnce: Int

    /// - Parameters:
    ///   - limit: the most connections that are to be served.
    ///   - openFiles: how many files the process may open.
    ///   - poolSize: the most connections to a database.
    init(limit: Int, openFiles: Int, poolSize: Int) {
        let available = max(openFiles - Self.ownFiles, 0)
        // For connections that are refused, or on their way out.
        let spare = min(available / 8, 128)
        let left = available - spare
        // A request may need a connection to the database, and all together need no more than the pool has.
        self.served = max(min(limit, left - min(poolSize, left / 2)), 1)
        self.acceptedAtOnce = max(spare / 2, 1)
        self.accepted = max(available - min(poolSize, self.served) - self.acceptedAtOnce, self.served + 1)
    }

    /// The files of a process that does nothing: three for each event loop, standard input and output, the listening
    /// socket, connections that watch the database, and those to Redis.
    private static let ownFiles = 32 + 3 * System.coreCount
}
