import Logging
public import ServiceLifecycle
import Shop

/// Holds the connections of a shop, and does what is to be done beside requests: what its features do, and its jobs.
public struct BackendService: Service {
    private let backend: Backend
    private let worker: ShopWorker?

    /// - Parameter worker: works on the jobs; nil to leave them to other processes.
    public init(_ backend: Backend, worker: ShopWorker?) {
        self.backend = backend
        self.worker = worker
    }

    /// Goes on until the services that were started later, the HTTP server among them, have ended. Then jobs that are
    /// running have their time to end, and the connections close.
    public func run() async {
        await withTaskGroup { group in
            group.addTask {
                guard await self.backend.isPrepared() else { return }
                async let features: Void = self.backend.shop.run(logger: self.backend.logger)
                await self.worker?.run()
                await features
            }
            try? await gracefulShutdown()
            group.cancelAll()
        }
        await self.backend.shutDown()
    }
}
