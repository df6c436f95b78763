import HTTPTypes
import Schemas
import Testing

@Suite struct AuthRouteTests {
    @Test func signingUpLoggingInAndAskingWhoIAm() async throws {
        try await withShop { shop in
            let signup = try await shop.post(
                "/auth/signup", #"{"email": "John@Example.com", "password": "SecurePass123"}"#)
            #expect(signup.status == 200 && signup["token_type"]?.text == "bearer")
            let login = try await shop.post(
                "/auth/login", #"{"email": "john@example.COM", "password": "SecurePass123"}"#)
            #expect(login.status == 200)
            let me = try await shop.get("/auth/me", token: login["access_token"]?.text)
            #expect(me.status == 200)
            #expect(me["email"]?.text == "john@example.com" && me["role"]?.text == "user")
            #expect(me["id"]?.text?.count == 24 && me["created_at"]?.text != nil)
            #expect(!me.text.contains("password") && !me.text.contains("$2b$"))
        }
    }

    @Test func wrongCredentialsTellNothing() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            let wrong = try await shop.post("/auth/login", #"{"email": "a@example.com", "password": "wrong-pass"}"#)
            let unknown = try await shop.post("/auth/login", #"{"email": "b@example.com", "password": "wrong-pass"}"#)
            #expect(wrong.status == 401 && unknown.status == 401 && wrong.body == unknown.body)
            #expect(wrong.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test func anAddressHasOneAccount() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            for email in ["a@example.com", "A@EXAMPLE.com"] {
                let reply = try await shop.post("/auth/signup", #"{"email": "\#(email)", "password": "SecurePass123"}"#)
                #expect(reply.status == 409 && reply.detail?.contains("already") == true)
            }
        }
    }

    @Test(arguments: [
        (#"{}"#, ["body.email missing", "body.password missing"]),
        (#"{"email": "nope", "password": "short"}"#, ["body.email value_error", "body.password string_too_short"]),
        (#"{"email": "", "password": ""}"#, ["body.email value_error", "body.password string_too_short"]),
        (
            #"{"email": {"$gt": ""}, "password": {"$ne": null}}"#,
            ["body.email string_type", "body.password string_type"]
        ),
        (#"{"email": null, "password": 12345678}"#, ["body.email string_type", "body.password string_type"]),
        (#"{"email": ["a@b.co"], "password": true}"#, ["body.email string_type", "body.password string_type"]),
        (#"[]"#, ["body model_attributes_type"]), (#""text""#, ["body model_attributes_type"]),
        (#"null"#, ["body model_attributes_type"]), ("", ["body missing"]), ("{", ["body.1 json_invalid"]),
        (#"{"email": "a@b.co", "password": "SecurePass123",}"#, ["body.48 json_invalid"]),
    ])
    func aBadBodyNamesEverythingWrong(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post("/auth/signup", body)
            #expect(reply.status == 422)
            #expect(reply.violations == violations)
        }
    }

    @Test func passwordsHaveEightCharactersToSeventyTwoBytes() async throws {
        try await withShop { shop in
            let passwords = [
                (7, "x", 422), (8, "x", 200), (72, "x", 200), (73, "x", 422), (36, "é", 200), (37, "é", 422),
            ]
            for (index, (count, character, status)) in passwords.enumerated() {
                let password = String(repeating: character, count: count)
                let reply = try await shop.post(
                    "/auth/signup", #"{"email": "user\#(index)@example.com", "password": "\#(password)"}"#)
                #expect(reply.status == status, "\(password)")
            }
        }
    }

    @Test func anAdminPromotesOthers() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp("a@example.com")
            let body = #"{"email": "a@example.com"}"#
            #expect(try await shop.post("/auth/promote-to-admin", body).status == 401)
            #expect(try await shop.post("/auth/promote-to-admin", body, token: user).status == 403)
            let promoted = try await shop.post("/auth/promote-to-admin", body, token: admin)
            #expect(promoted.status == 200 && promoted["role"]?.text == "admin")
            #expect(try await shop.post("/auth/promote-to-admin", body, token: admin).status == 400)
            let missing = try await shop.post("/auth/promote-to-admin", #"{"email": "b@example.com"}"#, token: admin)
            #expect(missing.status == 404)
            // The role is the account's, so the token of before is an admin's now.
            #expect(try await shop.get("/orders/admin/all", token: user).status == 200)
        }
    }

    @Test func aTokenOfNobodyIsRefused() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let forged = String(token.dropLast(2)) + (token.hasSuffix("AA") ? "BB" : "AA")
            for value in ["", "x", "a.b.c", token + "x", forged, "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."] {
                let reply = try await shop.get("/cart", token: value)
                #expect(reply.status == 401, "\(value)")
                #expect(reply.headers[.wwwAuthenticate] == "Bearer")
            }
            #expect(try await shop.get("/cart").status == 401)
            #expect(try await shop.get("/cart", headers: [.authorization: "Basic abc"]).status == 401)
            #expect(try await shop.get("/cart", headers: [.authorization: "bEARER \(token)"]).status == 200)
            try await shop.removeUser("a@example.com")
            #expect(try await shop.get("/cart", token: token).status == 401)
        }
    }
}
