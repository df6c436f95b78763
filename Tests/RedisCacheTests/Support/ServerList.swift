import Synchronization

/// Servers that live as long as the process.
final class ServerList: Sendable {
    private let servers = Mutex<[RedisServer]>([])

    func add(_ server: RedisServer) {
        self.servers.withLock { $0.append(server) }
    }
}
