import Logging

/// The thread that keeps a near cache coherent, for as long as this object lives or until it is shut down.
final class InvalidationListener: Sendable {
    private let stop = StopSwitch()

    init(
        _ settings: RedisSettings, lease: Duration, namespaces: [CacheNamespace], near: NearCache,
        logger: Logger
    ) {
        var settings = settings
        settings.clientName += "-invalidations"
        let loop = InvalidationLoop(
            settings: settings, lease: lease, namespaces: namespaces, near: near, stop: self.stop, logger: logger)
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
