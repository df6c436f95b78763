import Accounts
import BSON
import Foundation
import HTTPTypes
import Mail
import MongoJobs
import MongoODM
import Orders
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Carts

/// `DELETE /api/v1/users/me`.
@Suite struct ErasureTests {
    private static let path = "/api/v1/users/me"
    private static let password = #"{"password": "SecurePass123"}"#
    private static let email = "ann.miller@example.com"
    private static let address = """
        {"full_name": "Ann Miller", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "10115", "country": "DE"}
        """

    /// Opens an account in which there is a bit of everything.
    private func register(_ shop: ShopClient) async throws -> Reply {
        let session = try await shop.post(
            "/api/v1/auth/register",
            #"{"email": "\#(Self.email)", "password": "SecurePass123", "name": "Ann Miller", "phone": "030 1234"}"#)
        let token = try #require(session["access_token"]?.text)
        let key: HTTPFields = [.init("Idempotency-Key")!: "first"]
        _ = try await shop.post("/api/v1/users/me/addresses", Self.address, token: token, headers: key)
        _ = try await shop.order(1, quantity: 1, as: token)
        let added = try await shop.post("/api/v1/cart/items", #"{"product_id": 2}"#, token: token)
        #expect(added.status == 201)
        let wished = try await shop.post("/api/v1/wishlist", #"{"product_id": 3}"#, token: token)
        #expect(wished.status == 201)
        return session
    }

    private func erase(_ shop: ShopClient, _ token: String?, _ body: String = Self.password) async throws -> Reply {
        try await shop.send(.delete, Self.path, body, token: token)
    }

    /// Runs a test with a worker that sends mails.
    private func withWorker(_ body: @Sendable (ShopClient, MailServer) async throws -> Void) async throws {
        let mails = try await MailServer()
        try await withShop {
            $0.worksOnJobs = true
            $0.mail.smtp = SMTPSettings(host: "127.0.0.1", port: mails.port, encryption: .off)
        } _: { shop in
            try await body(shop, mails)
        }
    }

    /// Waits until all jobs of an erasure are done, as if the time that the last one waits had passed.
    private func settle(_ shop: ShopClient) async throws {
        try await eventually {
            try await Repository<StoredJob>(shop.database).updateMany(\.state == .scheduled, .setNow(\.nextAt))
            return try await shop.jobs.count() == shop.jobs.count(state: .done)
        }
    }

    /// The collections in whose documents a text is. Encrypted fields and sealed answers don't show theirs: these are
    /// looked for by the user's identifier.
    private func collections(_ shop: ShopClient, holding text: String) async throws -> [String] {
        let reply = try await shop.database.run(["listCollections": 1, "nameOnly": true])
        let names = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
        var found: [String] = []
        for name in names.compactMap({ $0.documentValue?["name"]?.stringValue }) where !name.hasPrefix("system.") {
            if "\(try await shop.documents(name))".lowercased().contains(text) { found.append(name) }
        }
        return found.sorted()
    }

    @Test func nothingPersonalIsLeft() async throws {
        try await self.withWorker { shop, mails in
            let session = try await self.register(shop)
            let id = try #require(session["user"]?["id"]?.text)
            // The welcome, and the order.
            try await eventually { try mails.mails().count == 2 }
            let before = try await self.collections(shop, holding: id)
            #expect(
                Set(before).isSuperset(of: [
                    "address_books", "carts", "idempotency_keys", "sessions", "users", "wishlist_entries", "wishlists",
                ]))
            let erased = try await self.erase(shop, session["access_token"]?.text)
            #expect(erased.status == 204 && erased.body.isEmpty)
            try await self.settle(shop)

            for text in [Self.email, "ann miller", "030 1234", "hauptstr", "127.0.0.1"] {
                let left = try await self.collections(shop, holding: text)
                #expect(left == [], "\(text)")
            }
            // The identifier is in the books.
            #expect(try await self.collections(shop, holding: id) == ["audit_log", "jobs", "orders"])
            let mail = try #require(try mails.mails().first { $0["Subject"]?.contains("is gone") == true })
            #expect(mail.recipients == [Self.email])
            #expect(mail.defects.isEmpty)
        }
    }

    @Test func invoicesStayAsTheyWere() async throws {
        try await self.withWorker { shop, _ in
            let token = try await shop.signUp()
            let order = try await shop.paidOrder(as: token)
            let admin = try await shop.admin()
            let before = try await shop.invoice(of: order, as: admin)
            #expect(before.status == 200)
            #expect(try await self.erase(shop, token).status == 204)
            try await self.settle(shop)
            #expect(try await shop.invoice(of: order, as: admin).body == before.body)
        }
    }

    @Test func allGoesInOneStepButWhatIsTooMuchForOne() async throws {
        try await withShop { shop in
            let session = try await self.register(shop)
            let id = try #require(session["user"]?["id"]?.text)
            #expect(try await self.erase(shop, session["access_token"]?.text).status == 204)
            // Nobody has worked on jobs yet.
            let left = try await self.collections(shop, holding: id)
            #expect(left == ["audit_log", "idempotency_keys", "jobs", "orders"])
        }
    }

    @Test func whatARequestThatWasUnderWayStoresGoesAMinuteLater() async throws {
        try await self.withWorker { shop, _ in
            let token = try await shop.signUp()
            let id = try #require(try await shop.get("/auth/me", token: token)["id"]?.text)
            #expect(try await self.erase(shop, token).status == 204)
            let later = try #require(try await shop.jobs.list(state: .scheduled, kind: "erase_traces").first)
            #expect(abs((later.nextAt ?? later.createdAt).timeIntervalSince(later.createdAt) - 60) < 1)
            try await eventually { try await shop.jobs.count(state: .done, kind: "erase_traces") == 1 }
            try await Repository<Cart>(shop.database).create(Cart(userID: id))
            try await self.settle(shop)
            #expect(try await shop.documents("carts", where: ["user_id": .string(id)]).isEmpty)
        }
    }

    @Test func whatAnErasureLooksForIsInAnIndex() async throws {
        struct KeptAnswer: Document {
            var id: String
            var caller: String?

            static let schema = Schema("idempotency_keys", KeptAnswer.init) {
                Field("_id", \.id)
                Field("caller", \.caller)
            }
        }
        try await withShop { shop in
            let answers = try await Repository<KeptAnswer>(shop.database).explain(\.caller == "a", limit: 500)
            #expect(answers.index == "caller_1")
            let users = Repository<User>(shop.database)
            let admins = try await users.explain(\.role == .admin && \.bannedAt == nil, limit: 2)
            #expect(admins.index == "role_1")
        }
    }

    @Test func noTokenIsWorthAnythingAfterwards() async throws {
        try await withShop { shop in
            let session = try await self.register(shop)
            let root = try #require(try await shop.logIn(Self.email, "SecurePass123")["access_token"]?.text)
            let token = try #require(session["access_token"]?.text)
            try await shop.know(token, root)
            #expect(try await self.erase(shop, token).status == 204)
            for token in [token, root] {
                for path in ["/auth/me", "/cart", "/api/v1/auth/me", "/api/v1/orders", Self.path + "/export"] {
                    #expect(try await shop.get(path, token: token).status == 401, "\(path)")
                }
            }
            let refresh = #"{"refresh_token": "\#(session["refresh_token"]?.text ?? "")"}"#
            #expect(try await shop.post("/api/v1/auth/refresh", refresh).status == 401)
            #expect(try await shop.logIn(Self.email, "SecurePass123").status == 401)
            #expect(try await self.erase(shop, token).status == 401)
            let id = try #require(session["user"]?["id"]?.text)
            #expect(try await shop.get("/api/v1/users/\(id)").status == 404)
            // The address is free again, and the new account knows nothing of the old one.
            let again = try await shop.signUp(Self.email)
            #expect(try await shop.get("/api/v1/orders", token: again)["total"]?.integer == 0)
        }
    }

    @Test func anotherInstanceKnowsWithinASecond() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            try await shop.withAnotherInstance { other in
                try await other.know(token)
                #expect(try await self.erase(shop, token).status == 204)
                try await eventually(within: .seconds(1)) {
                    try await other.get("/auth/me", token: token).status == 401
                }
            }
        }
    }

    @Test func aWrongPasswordErasesNothing() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let wrong = try await self.erase(shop, token, #"{"password": "wrong"}"#)
            #expect(wrong.status == 400 && wrong["code"]?.text == "wrong_password")
            #expect(try await self.erase(shop, nil).status == 401)
            #expect(try await self.erase(shop, token, "{}").violations == ["body.password missing"])
            #expect(try await shop.get("/auth/me", token: token).status == 200)
        }
    }

    @Test func guessesCountAsFailedLogins() async throws {
        try await withShop(configure: { $0.loginAttempts = 3 }) { shop in
            let token = try await shop.signUp()
            let wrong = #"{"password": "wrong"}"#
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await self.erase(shop, token, wrong).status) }
            #expect(statuses.first == 400 && statuses.last == 429)
            // The right password must wait, too.
            let right = try await self.erase(shop, token)
            #expect(right.status == 429 && right.headers[.retryAfter] != nil)
        }
    }

    @Test func theLastAdminStays() async throws {
        try await withShop { shop in
            let body = #"{"password": "admin123"}"#
            let admin = try await shop.admin()
            let refused = try await self.erase(shop, admin, body)
            #expect(refused.status == 409 && refused["code"]?.text == "last_admin")
            _ = try await shop.signUp("second@example.com")
            try await shop.setRole(.admin, of: "second@example.com")
            #expect(try await self.erase(shop, admin, body).status == 204)
        }
    }

    @Test func anAdminWhoMayNotLogInIsNoneThatRemains() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("second@example.com")
            try await shop.setRole(.admin, of: "second@example.com")
            try await Repository<User>(shop.database).updateOne(\.email == "second@example.com", .set(\.bannedAt, .now))
            #expect(try await self.erase(shop, try await shop.admin(), #"{"password": "admin123"}"#).status == 409)
        }
    }

    @Test func ofAdminsWhoGoAtOnceOneRemains() async throws {
        try await withShop { shop in
            try await Repository<User>(shop.database).delete(\.role == .admin)
            var tokens: [String] = []
            for number in 0..<6 {
                tokens.append(try await shop.signUp("admin\(number)@example.com"))
                try await shop.setRole(.admin, of: "admin\(number)@example.com")
            }
            let statuses = try await parallel(6) { [tokens] number in
                try await self.erase(shop, tokens[number]).status
            }
            #expect(statuses.sorted() == [204, 204, 204, 204, 204, 409])
            #expect(try await Repository<User>(shop.database).count(\.role == .admin) == 1)
        }
    }
}
