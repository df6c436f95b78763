import Accounts
import ArgumentParser
import Glibc
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore

struct CreateAdmin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open an account with the role of an admin.")

    @Option(help: "The account's e-mail address.")
    var email: String

    @Option(help: "The password; without it, one line of standard input, which no list of processes shows.")
    var password: String?

    func run() async throws {
        let request = SignupRequest(
            email: EmailAddress(self.email), password: try self.password ?? Self.askForPassword())
        do {
            try request.validate()
        } catch {
            throw ValidationError(error.description)
        }
        try await withSettings { settings, logger in
            try await withBackend(settings, logger) { backend in
                try await backend.mongo.verify()
                // An account from before the migrations may have the address in another form.
                try await backend.shop.migrator.up()
                try await backend.shop.createIndexes()
                _ = try await backend.shop.accounts.createAdmin(
                    email: request.email.text, password: request.password, by: Author(command: "create-admin"))
            }
        }
        print("\(request.email) is an admin now")
    }

    private static func askForPassword() throws -> String {
        if isatty(STDIN_FILENO) == 1 {
            // Reads without showing what is typed.
            guard let typed = getpass("Password: ") else { throw ValidationError("A password is needed") }
            return String(cString: typed)
        }
        guard let line = readLine(), !line.isEmpty else {
            throw ValidationError("A password is needed: give --password, or send it to standard input")
        }
        return line
    }
}
