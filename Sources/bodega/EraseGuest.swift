import Accounts
import ArgumentParser
import MongoODM
import Shop
import ShopAPI

struct EraseGuest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase-guest",
        abstract: "Take addresses and notes out of the orders of somebody who has ordered without an account.")

    @Option(help: "The e-mail address that the orders were placed with.")
    var email: String

    func run() async throws {
        let email = EmailAddress(self.email)
        var count = 0
        try await withSettings { settings, logger in
            try await withBackend(settings, logger) { backend in
                try await backend.mongo.verify()
                count = try await backend.shop.eraseGuest(email: email.text)
            }
        }
        print("Orders of \(email) that lead to nobody now: \(count)")
    }
}
