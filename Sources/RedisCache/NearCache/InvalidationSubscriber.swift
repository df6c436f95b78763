import Logging

/// The thread that keeps a near cache coherent, for as long as this object lives or until it is shut down.
final class InvalidationSubscriber: Sendable {
    private let stop = StopSwitch()

    /// - Parameters:
    ///   - redis: the connection that the cache reads from. The thread has one of its own, to the same server.
    ///   - neededRules: what the ACL must allow.
    init(
        to redis: RedisConnection, lease: Duration, namespaces: [CacheNamespace], near: NearCache,
        neededRules: String, logger: Logger
    ) {
        let loop = InvalidationLoop(
            redis: redis, lease: lease, namespaces: namespaces, near: near, stop: self.stop,
            neededRules: neededRules, logger: logger)
        if !DedicatedThread.start(loop.run) {
            logger.critical("The system has no thread left for Redis' messages: no entries are kept in memory")
            self.stop.didStop()
        }
    }

    deinit {
        self.stop.turnOn()
    }

    func shutDown() async {
        await self.stop.stop()
    }
}
