import ArgumentParser
import BSON
import MongoODM
import Shop
import ShopAPI

struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-keys",
        abstract: "Encrypt with ENCRYPTION_KEY what another key, or none, has encrypted.",
        discussion: "The shop may be in use meanwhile. The exit code is 1 if something is left.")

    @Flag(help: "Only look what is left to do.")
    var check = false

    func run() async throws {
        var left = EncryptionReport()
        try await withSettings { settings, logger in
            try await withBackend(settings, logger) { backend in
                try await backend.mongo.verify()
                if !self.check {
                    try await backend.shop.keyRotation.renew { collection, report in
                        print("\(collection): \(report.renewed) values encrypted anew in \(report.documents) documents")
                    }
                }
                // Servers that still write with another key may have been faster.
                try await backend.shop.keyRotation.examine { collection, report in
                    left += report
                    guard !report.isComplete else { return }
                    print(
                        "\(collection): \(report.stale) values are not encrypted with it, "
                            + "\(report.unreadable) can't be read")
                }
            }
            let key = settings.encryptionKeys.currentID
            print(
                left.isComplete
                    ? "All \(left.current) values are encrypted with the key \(key)"
                    : "\(left.stale + left.unreadable) values are left that the key \(key) does not open")
        }
        if !left.isComplete { throw ExitCode(1) }
    }
}
