import Glibc
import NIOCore
import Synchronization

/// How many connections there are, and whether one more may be.
public final class ConnectionCount: Sendable {
    public let bounds: ConnectionBounds
    private let count = Atomic<Int>(0)

    /// - Parameters:
    ///   - limit: the most connections that are served; fewer where the process may not open as many files.
    ///   - poolSize: the most connections to a database.
    public init(limit: Int, poolSize: Int) {
        var files = rlimit()
        let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0
        self.bounds = ConnectionBounds(
            limit: limit, openFiles: isKnown ? Int(clamping: files.rlim_cur) : .max, poolSize: poolSize)
    }

    /// Counts a connection until it is closed.
    ///
    /// - Returns: false when there are too many to serve it.
    func admits(_ channel: any Channel) -> Bool {
        let number = self.count.wrappingAdd(1, ordering: .relaxed).newValue
        channel.closeFuture.whenComplete { _ in self.count.wrappingSubtract(1, ordering: .relaxed) }
        return number <= self.bounds.served
    }

    /// Whether one more connection may be accepted, if only to be refused.
    var hasRoom: Bool { self.count.load(ordering: .relaxed) < self.bounds.accepted }
}
