import Accounts
import BSON
import HTTPTypes
import MongoODM
import Schemas
import TestSupport
import Testing

/// What users say about themselves: `PATCH /api/v1/auth/me` and `GET /api/v1/users/{id}`.
@Suite struct ProfileTests {
    @Test(arguments: [
        (HTTPRequest.Method.patch, "/api/v1/auth/me"), (.put, "/api/v1/auth/me"), (.patch, "/api/v1/users/me"),
        (.put, "/api/users/me"),
    ])
    func aChangeCountsAtOnce(method: HTTPRequest.Method, path: String) async throws {
        try await withShop { shop in
            let token = try await shop.signUp("ann@example.com")
            try await shop.know(token)
            let changed = try await shop.send(
                method, path, #"{"name": "Ann Miller", "phone": "+49 (30) 123-45"}"#, token: token)
            #expect(changed.status == 200 && changed["name"]?.text == "Ann Miller")
            #expect(changed["phone"]?.text == "+49 (30) 123-45" && changed["email"]?.text == "ann@example.com")
            #expect(try await shop.get("/api/v1/auth/me", token: token).json == changed.json)
        }
    }

    @Test func whatIsNotSentStays() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            _ = try await shop.patch("/api/v1/auth/me", #"{"name": "Ann", "phone": "12345"}"#, token: token)
            let renamed = try await shop.patch("/api/v1/auth/me", #"{"name": "Bob"}"#, token: token)
            #expect(renamed["name"]?.text == "Bob" && renamed["phone"]?.text == "12345")
            let cleared = try await shop.patch("/api/v1/auth/me", #"{"phone": null}"#, token: token)
            #expect(cleared["name"]?.text == "Bob" && cleared["phone"] == .null)
            let same = try await shop.patch("/api/v1/auth/me", "{}", token: token)
            #expect(same.status == 200 && same.json == cleared.json)
        }
    }

    @Test func aRegistrationMayBringAPhone() async throws {
        try await withShop { shop in
            let account = #"{"email": "a@b.de", "password": "SecurePass123", "name": "Ann", "phone": "030 1234"}"#
            let session = try await shop.post("/api/v1/auth/register", account)
            #expect(session.status == 201 && session["user"]?["phone"]?.text == "030 1234")
        }
    }

    @Test func aPhoneIsStoredEncrypted() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("ann@example.com")
            _ = try await shop.patch("/api/v1/auth/me", #"{"phone": "030 1234"}"#, token: token)
            let stored = try #require(try await shop.documents("users", where: ["email": "ann@example.com"]).first)
            guard case .binary? = stored["phone"] else { throw UnexpectedReply() }
            #expect(!"\(stored)".contains("030 1234"))
        }
    }

    @Test(arguments: [
        (#"{"name": "J"}"#, ["body.name string_too_short"]), (#"{"name": null}"#, ["body.name string_type"]),
        (#"{"name": "a\nb"}"#, ["body.name value_error"]), (#"{"phone": "1234"}"#, ["body.phone string_too_short"]),
        (#"{"phone": "123456789012345678901"}"#, ["body.phone string_too_long"]),
        (#"{"phone": "call me"}"#, ["body.phone string_pattern_mismatch"]),
        (#"{"phone": 12345}"#, ["body.phone string_type"]), ("[]", ["body model_attributes_type"]),
    ])
    func badFieldsAreNamed(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.patch("/api/v1/auth/me", body, token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }

    @Test func aChangeOfWhatSomebodyElseHasChangedIsRefused() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let tag = try #require(try await shop.get("/api/v1/auth/me", token: token).headers[.eTag])
            func rename(_ name: String) async throws -> Reply {
                try await shop.patch(
                    "/api/v1/auth/me", #"{"name": "\#(name)"}"#, token: token, headers: [.ifMatch: tag])
            }
            #expect(try await rename("Ann").status == 200)
            #expect(try await rename("Bob").status == 412)
            #expect(try await shop.get("/api/v1/auth/me", token: token)["name"]?.text == "Ann")
        }
    }

    @Test func everybodySeesTheNameOnly() async throws {
        try await withShop { shop in
            let account = #"{"email": "a@b.de", "password": "SecurePass123", "name": "Ann", "phone": "030 1234"}"#
            let user = try #require(try await shop.post("/api/v1/auth/register", account)["user"])
            let id = try #require(user["id"]?.text)
            for path in ["/api/v1/users/\(id)", "/api/users/\(id)"] {
                let shown = try await shop.get(path)
                #expect(shown.status == 200)
                #expect(shown["id"] == user["id"] && shown["name"] == user["name"])
                #expect(shown["created_at"] == user["created_at"])
                guard case .object(let fields) = shown.json else { throw UnexpectedReply() }
                #expect(fields.map(\.key) == ["id", "name", "created_at"])
            }
        }
    }

    @Test(arguments: ["507f1f77bcf86cd799439011", "nobody", "%00", "ann@example.com"])
    func anUnknownUserIsNotFound(id: String) async throws {
        try await withShop { shop in
            let reply = try await shop.get("/api/v1/users/\(id)")
            #expect(reply.status == 404)
        }
    }

    @Test func oneIsNobodyElse() async throws {
        try await withShop { shop in
            // `me` is not looked up as a user's identifier.
            let me = try await shop.get("/api/v1/users/me")
            #expect(me.status == 401)
            #expect(try await shop.patch("/api/v1/users/507f1f77bcf86cd799439011", "{}").status == 405)
        }
    }

    private struct UnexpectedReply: Error {}
}
