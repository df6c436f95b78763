import Accounts
import BSON
import HTTPTypes
import MongoODM
import Schemas
import Testing

/// `/api/v1/auth` and `/api/v1/admin/audit`.
@Suite struct V1AuthTests {
    private static let account = #"{"email": "John@Example.com", "password": "SecurePass123", "name": "John Doe"}"#

    @Test func aRegistrationOpensASession() async throws {
        try await withShop { shop in
            let session = try await shop.post("/api/v1/auth/register", Self.account)
            #expect(session.status == 201 && session.headers[.location] == "/api/v1/auth/me")
            #expect(session["token_type"]?.text == "bearer" && session["expires_in"]?.integer == 900)
            let user = try #require(session["user"])
            #expect(user["email"]?.text == "john@example.com" && user["name"]?.text == "John Doe")
            #expect(user["role"]?.text == "user" && user["id"]?.text?.count == 24)
            let token = session["access_token"]?.text
            for path in ["/api/v1/auth/me", "/api/v1/users/me", "/api/users/me"] {
                #expect(try await shop.get(path, token: token).json == user)
            }
            #expect(try await shop.get("/auth/me", token: token)["name"] == nil)
            #expect(session.headers[.cacheControl] == "no-store")
        }
    }

    @Test func bothMountsHaveTheSameAccounts() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            let body = #"{"email": "a@example.com", "password": "SecurePass123"}"#
            let login = try await shop.post("/api/v1/auth/login", body)
            #expect(login.status == 200 && login["user"]?["name"]?.text == "")
            _ = try await shop.post("/api/v1/auth/register", Self.account)
            #expect(try await shop.logIn("john@example.com", "SecurePass123").status == 200)
        }
    }

    @Test func aTakenAddressIsAConflictWithACode() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("john@example.com")
            let reply = try await shop.post("/api/v1/auth/register", Self.account)
            #expect(reply.status == 409 && reply["code"]?.text == "email_taken")
            let root = try await shop.post(
                "/auth/signup", #"{"email": "john@example.com", "password": "SecurePass123"}"#)
            #expect(root.status == 409 && root["code"] == nil)
        }
    }

    @Test func wrongCredentialsAreRefused() async throws {
        try await withShop { shop in
            let reply = try await shop.post(
                "/api/v1/auth/login", #"{"email": "a@example.com", "password": "wrong-pass"}"#)
            #expect(reply.status == 401 && reply.headers[.wwwAuthenticate] == "Bearer")
            #expect(try await shop.get("/api/v1/auth/me").status == 401)
        }
    }

    @Test func theFullNameCountsWhereNoNameIsGiven() async throws {
        try await withShop { shop in
            let session = try await shop.post(
                "/api/auth/register",
                #"{"email": "a@example.com", "password": "SecurePass123", "full_name": "Ada Lovelace"}"#)
            #expect(session.status == 201 && session["user"]?["name"]?.text == "Ada Lovelace")
        }
    }

    @Test(arguments: [
        (#""name": "J""#, ["body.name string_too_short"]), (#""name": "   ""#, ["body.name string_too_short"]),
        (#""name": "a\nBcc: b@c.de""#, ["body.name value_error"]), (#""x": 1"#, ["body.name missing"]),
        (#""full_name": "J""#, ["body.full_name string_too_short"]),
    ])
    func aBadNameIsRefused(field: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post(
                "/api/v1/auth/register", #"{"email": "a@example.com", "password": "SecurePass123", \#(field)}"#)
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }

    @Test func aRepeatedRegistrationOpensOneAccount() async throws {
        try await withShop { shop in
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await shop.post("/api/v1/auth/register", Self.account, headers: key)
            let again = try await shop.post("/api/v1/auth/register", Self.account, headers: key)
            #expect(first.status == 201 && again.status == 201 && again["user"]?["id"] == first["user"]?["id"])
            #expect(again.headers[.init("Idempotency-Replayed")!] == "true")
            #expect(again.headers[.location] == first.headers[.location])
            #expect(again.headers[.cacheControl] == "no-store")
            // The token of the first answer is not kept anywhere.
            let tokens = try [first, again].map { try #require($0["access_token"]?.text) }
            #expect(tokens[0] != tokens[1])
            for token in tokens { #expect(try await shop.get("/auth/me", token: token).status == 200) }
            #expect(try await shop.countUsers() == 2)
        }
    }

    @Test func aRepeatedRegistrationOpensNothingAfterThePasswordWasChanged() async throws {
        try await withShop { shop in
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            _ = try await shop.post("/api/v1/auth/register", Self.account, headers: key)
            let changed = try await PasswordHasher(cost: 4).hash("AnotherPass456")
            try await Repository<User>(shop.database).updateOne(
                \.email == "john@example.com", .set(\.hashedPassword, changed))
            let again = try await shop.post("/api/v1/auth/register", Self.account, headers: key)
            #expect(again.status == 409 && again["access_token"] == nil)
        }
    }

    @Test(arguments: [BSONValue.null, .int32(7), .document(["first": "Ada"])])
    func anAccountWhoseStoredNameIsNoTextIsAnAccount(name: BSONValue) async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            try await shop.database.run([
                "update": "users",
                "updates": [["q": ["email": "a@example.com"], "u": ["$set": ["name": name]]]],
            ])
            let body = #"{"email": "a@example.com", "password": "SecurePass123"}"#
            let login = try await shop.post("/api/v1/auth/login", body)
            #expect(login.status == 200 && login["user"]?["name"]?.text == "")
            #expect(try await shop.logIn("a@example.com", "SecurePass123").status == 200)
            let me = try await shop.get("/api/v1/auth/me", token: login["access_token"]?.text)
            #expect(me.status == 200 && me["name"]?.text == "")
        }
    }

    @Test func theAuditLogComesInPages() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            for price in 1...3 {
                _ = try await shop.patch("/api/v1/products/1", #"{"price": \#(price)}"#, token: admin)
            }
            let page = try await shop.get("/api/v1/admin/audit?kind=product&page_size=2", token: admin)
            #expect(page["total"]?.integer ?? 0 >= 3 && page["has_next"] == true)
            let newest = try #require(page["items"]?.elements.first)
            #expect(newest["id"] != nil && newest["_id"] == nil && newest["after"]?["price"]?.digits == "3.00")
            #expect(try await shop.get("/api/v1/admin/audit", token: user).status == 403)
        }
    }
}
