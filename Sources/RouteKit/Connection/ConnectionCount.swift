import Glibc
import NIOCore
import Synchronization

/// How many connections there are, and whether one more may be.
public final class ConnectionCount: Sendable {
    /// The most connections that are served.
    public let limit: Int
    private let count = Atomic<Int>(0)

    /// - Parameter limit: the most connections; fewer where the process may not open as many files.
    public init(limit: Int) {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else {
            self.limit = limit
            return
        }
        // Some are left for the databases, the log, and connections that are on their way out.
        let available = Int(clamping: files.rlim_cur) / 4 * 3
        self.limit = min(limit, max(available, 1))
    }

    /// Counts a connection until it is closed.
    ///
    /// - Returns: false when there are too many.
    func admits(_ channel: any Channel) -> Bool {
        let number = self.count.wrappingAdd(1, ordering: .relaxed).newValue
        channel.closeFuture.whenComplete { _ in self.count.wrappingSubtract(1, ordering: .relaxed) }
        return number <= self.limit
    }
}
