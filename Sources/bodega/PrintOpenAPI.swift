import ArgumentParser
import Logging
import RouteKit
import ShopAPI

struct PrintOpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the description of the API. No database is needed.")

    @Option(help: "Which mount: root for the primary contract at /, v1 for /api/v1. Both if not given.")
    var mount: Mount?

    enum Mount: String, ExpressibleByArgument, CaseIterable {
        case root
        case v1
    }

    func run() async throws {
        // Nothing of the surroundings shows in the document.
        var settings = Settings()
        settings.isRedisEnabled = false
        settings.bcryptCost = 4
        try await withBackend(settings, makeLogger(.critical)) { backend in
            print(String(decoding: OpenAPIDocument(self.routes(backend)).json, as: UTF8.self))
        }
    }

    private func routes(_ backend: Backend) -> RouteTable {
        let table = RouteTable(backend)
        guard let mount else { return table }
        return RouteTable(table.routes.filter { ($0.mount.name == "v1") == (mount == .v1) })
    }
}
