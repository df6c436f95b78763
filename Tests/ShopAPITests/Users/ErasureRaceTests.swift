import Accounts
import BSON
import HTTPTypes
import Mail
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Accounts that are removed while their users do something else.
@Suite struct ErasureRaceTests {
    private static let password = #"{"password": "SecurePass123"}"#

    private func erase(_ shop: ShopClient, _ token: String) async throws -> Int {
        try await shop.send(.delete, "/api/v1/users/me", Self.password, token: token).status
    }

    /// Erases accounts while each does something else, and waits until the jobs are done.
    ///
    /// - Parameters:
    ///   - prepare: what happens before, with the user's token.
    ///   - rival: what happens at the same time, with the user's address and token.
    /// - Returns: the identifiers of the users.
    private func erase(
        _ shop: ShopClient, after prepare: @escaping @Sendable (String) async throws -> Void = { _ in },
        while rival: @escaping @Sendable (_ email: String, _ token: String) async throws -> Void
    ) async throws -> [String] {
        let ids = try await parallel(8) { number in
            let email = "user\(number)@example.com"
            let token = try await shop.signUp(email)
            let id = try #require(try await shop.user(email)?.id.hexString)
            try await prepare(token)
            async let status = self.erase(shop, token)
            async let done: Void = rival(email, token)
            #expect(try await status == 204)
            try await done
            return id
        }
        // As if the time that the last jobs wait had passed.
        try await eventually {
            try await Repository<StoredJob>(shop.database).updateMany(
                \.kind == "erase_traces" && \.state == .scheduled, .setNow(\.nextAt))
            let count = try await shop.jobs.count(kind: "erase_traces")
            return try await shop.jobs.count(state: .done, kind: "erase_traces") == count
        }
        return ids
    }

    private func withWorker(_ body: @Sendable (ShopClient) async throws -> Void) async throws {
        let mails = try await MailServer()
        try await withShop {
            $0.worksOnJobs = true
            $0.mail.smtp = SMTPSettings(host: "127.0.0.1", port: mails.port, encryption: .off)
        } _: { shop in
            try await body(shop)
        }
    }

    /// How many documents a collection has of the users.
    private func count(_ shop: ShopClient, _ collection: String, _ field: String, _ ids: [String]) async throws -> Int {
        try await shop.documents(collection).filter { document in
            guard let value = document[field] else { return false }
            return ids.contains(value.objectIDValue?.hexString ?? value.stringValue ?? "")
        }.count
    }

    @Test func aLoginAtTheSameMomentLeavesNoSession() async throws {
        try await self.withWorker { shop in
            let ids = try await self.erase(shop) { email, _ in
                let login = try await shop.post(
                    "/api/v1/auth/login", #"{"email": "\#(email)", "password": "SecurePass123"}"#)
                #expect([200, 401].contains(login.status))
                guard login.status == 200 else { return }
                try await eventually(within: .seconds(10)) {
                    try await shop.get("/auth/me", token: login["access_token"]?.text).status == 401
                }
            }
            for collection in ["sessions", "refresh_tokens"] {
                let left = try await self.count(shop, collection, "user_id", ids)
                #expect(left == 0, "\(collection)")
            }
        }
    }

    @Test func whatIsPutIntoTheCartAtTheSameMomentGoesToo() async throws {
        try await self.withWorker { shop in
            let ids = try await self.erase(shop) { _, token in
                for product in 1...3 {
                    let added = try await shop.post(
                        "/api/v1/cart/items", #"{"product_id": \#(product)}"#, token: token)
                    #expect([201, 401].contains(added.status))
                }
            }
            #expect(try await self.count(shop, "carts", "user_id", ids) == 0)
        }
    }

    @Test func anAddressThatIsAddedAtTheSameMomentGoesToo() async throws {
        let address = """
            {"full_name": "Ann", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "10115", "country": "DE"}
            """
        try await self.withWorker { shop in
            let ids = try await self.erase(shop) { _, token in
                let added = try await shop.post("/api/v1/users/me/addresses", address, token: token)
                #expect([201, 401].contains(added.status))
            }
            #expect(try await self.count(shop, "address_books", "_id", ids) == 0)
        }
    }

    @Test func aPurchaseAtTheSameMomentIsDoneOrNot() async throws {
        try await self.withWorker { shop in
            let ids = try await self.erase(shop) { token in
                _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, token: token)
            } while: { _, token in
                let order = try await shop.post("/api/v1/orders", "", token: token)
                #expect([201, 401, 422].contains(order.status))
            }
            #expect(try await self.count(shop, "carts", "user_id", ids) == 0)
            let entries = try await shop.documents("audit_log")
            let authors = entries.compactMap { $0["author"]?.documentValue }.filter { author in
                ids.contains(author["user_id"]?.objectIDValue?.hexString ?? "")
            }
            #expect(authors.allSatisfy { $0["name"] == "" && ($0["address"] ?? .null) == .null })
        }
    }

    @Test func ofTwoErasuresOfOneAccountOneIsDone() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let statuses = try await parallel(6) { _ in try await self.erase(shop, token) }
            #expect(statuses.sorted() == [204, 401, 401, 401, 401, 401])
            #expect(try await shop.jobs.count(kind: "erased_mail") == 1)
        }
    }
}
