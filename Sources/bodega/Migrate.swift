import ArgumentParser
import FoundationEssentials
import Logging
import MongoODM
import Shop
import ShopAPI

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the stored data forward or back.", subcommands: [Status.self, Up.self, Down.self],
        defaultSubcommand: Status.self)

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the migrations.")

        func run() async throws {
            try await withMigrator { migrator, _ in
                for status in try await migrator.status() {
                    let state = status.appliedAt.map { "applied \($0.ISO8601Format())" } ?? "pending"
                    print("\(status.version)\t\(state)\t\(status.name)\(status.isKnown ? "" : " (of a newer program)")")
                }
            }
        }
    }

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Apply what is pending, as a start does, too.")

        @Option(help: "The last to apply; without it, all.")
        var to: Int?

        func run() async throws {
            let last = self.to
            try await withMigrator { migrator, logger in
                let step = LongStep("The database is being migrated, here or by another instance", logger: logger)
                let done = try await step.run { try await migrator.up(to: last) }
                print(done.isEmpty ? "Nothing is pending" : "Applied \(done.map(String.init).joined(separator: ", "))")
            }
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take migrations back, the latest first. A start of this program would apply them again.")

        @Option(help: "The one that stays as the latest; 0 for none.")
        var to: Int

        func run() async throws {
            try await withMigrator { migrator, _ in
                let done = try await migrator.down(to: self.to)
                print(done.isEmpty ? "Nothing to do" : "Took back \(done.map(String.init).joined(separator: ", "))")
            }
        }
    }
}

/// Lends the migrator of the shop's database.
private func withMigrator(_ body: (Migrator, Logger) async throws -> Void) async throws {
    try await withSettings { settings, logger in
        // A server that is away is to be noticed in the usual time.
        try await withBackend(settings, logger) { try await $0.mongo.verify() }
        try await withBackend(settings.patient(), logger) { try await body($0.shop.migrator, logger) }
    }
}
