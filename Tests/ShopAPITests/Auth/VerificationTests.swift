import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

@testable import Accounts

/// Proving that mails reach a user.
@Suite struct VerificationTests {
    private func isVerified(_ token: String, _ shop: ShopClient) async throws -> Bool {
        try await shop.get("/api/v1/auth/me", token: token)["is_verified"] == true
    }

    /// The last part of a link for a user.
    private func link(_ shop: ShopClient, _ email: String, since instant: Date = .now) async throws -> String {
        let tokens = VerificationTokens(TokenSettings(secret: shop.settings.jwtSecret))
        let user = try #require(try await shop.user(email))
        return "/api/v1/auth/verify-email/" + tokens.token(for: user.id, since: instant)
    }

    @Test func theLinkInTheMailVerifiesTheAddress() async throws {
        try await withMail { shop, mails in
            let session = try await shop.register("a@example.com")
            let token = try #require(session["access_token"]?.text)
            #expect(session["user"]?["is_verified"] == false)
            let mail = try #require(try await mails.mails("Welcome").first)
            let path = try #require(mail.verificationPath)
            #expect(mail.html?.contains("https://lamps.example\(path)") == true)
            let opened = try await shop.get(path)
            #expect(opened.status == 200 && opened["message"] != nil)
            #expect(try await self.isVerified(token, shop))
            // The mail's scanner was first.
            #expect(try await shop.get(path).status == 200)
            #expect(try await shop.events(of: "a@example.com") == ["email_verified"])
        }
    }

    @Test func aLinkThatIsWrongVerifiesNothing() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let good = try await self.link(shop, "a@example.com")
            let expired = try await self.link(shop, "a@example.com", since: .now - 86_401)
            let parts = good.split(separator: ".")
            let unsigned = "\(parts[0]).\(parts[1])."
            let later = good.replacing(".\(parts[1]).", with: ".9999999999.")
            for path in [
                expired, unsigned, later, good + "x", "/api/v1/auth/verify-email/x",
                "/api/v1/auth/verify-email/\(token)",
            ] {
                let reply = try await shop.get(path)
                #expect(reply.status == 400 && reply.detail != nil)
            }
            #expect(try await !self.isVerified(token, shop))
            // Nor does a link log anybody in.
            let last = try #require(good.split(separator: "/").last)
            #expect(try await !shop.isIn(String(last)))
        }
    }

    @Test func aLinkFromBeforeTheSecretWasReplacedVerifies() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            let path = try await self.link(shop, "a@example.com")
            func replace(_ settings: inout Settings) {
                settings.previousJWTSecret = settings.jwtSecret
                settings.jwtSecret = "another secret that is just as long"
            }
            try await shop.withAnotherInstance(configure: replace) { other in
                let reply = try await other.get(path)
                #expect(reply.status == 200)
            }
        }
    }

    @Test func fiveLinksGoOutWithinAnHourAndAllAreGood() async throws {
        try await withMail { shop, mails in
            let token = try #require(try await shop.register("a@example.com")["access_token"]?.text)
            for _ in 0..<7 {
                #expect(try await shop.post("/api/v1/auth/resend-verification", "", token: token).status == 202)
            }
            try await eventually { try await shop.jobs.count(state: .done, kind: "verification_mail") == 7 }
            let sent = try await mails.mails("Confirm your address", count: 5)
            #expect(sent.count == 5)
            for mail in sent { #expect(try await shop.get(try #require(mail.verificationPath)).status == 200) }
        }
    }

    @Test func nothingIsSentToWhoIsVerified() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            #expect(try await shop.get(try await self.link(shop, "a@example.com")).status == 200)
            #expect(try await shop.post("/api/v1/auth/resend-verification", "", token: token).status == 202)
            #expect(try await shop.jobs.count(kind: "verification_mail") == 0)
        }
    }

    @Test func whereItIsRequiredARegistrationGivesNoTokens() async throws {
        try await withShop(configure: { $0.requiresVerifiedEmail = true }) { shop in
            let body = #"{"email": "a@example.com", "password": "SecurePass123", "name": "Ann", "cookie": true}"#
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            func register() async throws -> Reply {
                try await shop.post("/api/v1/auth/register", body, headers: key)
            }
            for _ in 0..<2 {
                let reply = try await register()
                #expect(reply.status == 201 && reply["user"]?["is_verified"] == false)
                #expect(reply["access_token"] == nil && reply.headers[.setCookie] == nil)
            }
            #expect(try await shop.get(try await self.link(shop, "a@example.com")).status == 200)
            let again = try await register()
            #expect(again.status == 201 && again["access_token"] != nil)
        }
    }

    @Test func whereItIsRequiredNothingIsDoneBefore() async throws {
        try await withShop(configure: { $0.requiresVerifiedEmail = true }) { shop in
            let token = try await shop.signUp("a@example.com")
            let me = try await shop.get("/auth/me", token: token)
            #expect(me.status == 403 && me.detail?.contains("Verify") == true)
            let v1 = try await shop.get("/api/v1/auth/me", token: token)
            #expect(v1.status == 403 && v1["code"]?.text == "unverified")
            let login = try await shop.v1LogIn("a@example.com")
            #expect(login.status == 403 && login["code"]?.text == "unverified")
            // Who does not know the password is not told.
            #expect(try await shop.v1LogIn("a@example.com", "wrong-pass").status == 401)
            let root = try await shop.logIn("a@example.com", ShopClient.password)
            #expect(root.status == 401 && root.detail == "Invalid credentials")
            #expect(try await shop.post("/api/v1/auth/resend-verification", "", token: token).status == 202)
            // The seeded admin's address is the operator's word.
            _ = try await shop.admin()
            #expect(try await shop.get(try await self.link(shop, "a@example.com")).status == 200)
            #expect(try await shop.get("/auth/me", token: token).status == 200)
            #expect(try await shop.v1LogIn("a@example.com").status == 200)
        }
    }
}
