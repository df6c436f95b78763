import ArgumentParser
import ShopAPI

@main
struct Bodega: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bodega", abstract: "An e-commerce backend on MongoDB and Redis.",
        discussion: "Settings are read from environment variables and from a file .env; .env.example lists them.",
        version: Release.version,
        subcommands: [
            Serve.self, Work.self, Mails.self, Seed.self, CreateAdmin.self, Migrate.self, Examine.self,
            RotateKeys.self, EraseGuest.self, PrintOpenAPI.self,
        ],
        defaultSubcommand: Serve.self)
}
