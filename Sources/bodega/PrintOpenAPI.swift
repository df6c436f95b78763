import ArgumentParser
import Logging
import RouteKit
import ShopAPI

struct PrintOpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the description of the API. No database is needed.")

    func run() async throws {
        // Nothing of the surroundings shows in the document.
        var settings = Settings()
        settings.isRedisEnabled = false
        settings.bcryptCost = 4
        try await withBackend(settings, makeLogger(.critical)) { backend in
            print(String(decoding: OpenAPIDocument(RouteTable(backend)).json, as: UTF8.self))
        }
    }
}
