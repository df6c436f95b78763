import ArgumentParser
import ShopAPI

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Work on jobs, beside servers that have WORKER=off.",
        discussion: "Any number of workers share the jobs. One that is told to end ends what it has begun.")

    func run() async throws {
        try await withSettings { settings, logger in
            let backend = try await Backend(settings, logger: logger)
            let service: BackendService
            do {
                service = BackendService(backend, worker: try ShopWorker(settings, shop: backend.shop, logger: logger))
                try await backend.prepareData(settings, logger: logger)
            } catch {
                await backend.shutDown()
                throw error
            }
            try await runUntilTold(service, settings, logger: logger)
        }
    }
}
