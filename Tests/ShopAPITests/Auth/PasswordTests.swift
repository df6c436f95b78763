import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import RouteKit
import Schemas
import ShopAPI
import TestSupport
import Testing

@testable import Accounts

/// Other passwords: by a code that comes by mail, and by the one of before.
@Suite struct PasswordTests {
    private static let other = "AnotherPass456"

    private func forgot(_ email: String, _ shop: ShopClient) async throws -> Reply {
        try await shop.post("/api/v1/auth/forgot-password", #"{"email": "\#(email)"}"#)
    }

    private func reset(
        _ email: String, _ code: String, to password: String = Self.other, _ shop: ShopClient,
        from address: String = "192.0.2.1"
    ) async throws -> Reply {
        try await shop.post(
            "/api/v1/auth/reset-password",
            #"{"email": "\#(email)", "otp": "\#(code)", "new_password": "\#(password)"}"#,
            headers: [.init("X-Forwarded-For")!: address])
    }

    private func change(
        _ old: String, to new: String = Self.other, _ token: String, _ shop: ShopClient
    ) async throws -> Reply {
        try await shop.post(
            "/api/v1/auth/change-password", #"{"current_password": "\#(old)", "new_password": "\#(new)"}"#,
            token: token)
    }

    /// Asks for a code and waits for the mail.
    private func code(for email: String, _ shop: ShopClient, _ mails: MailServer, count: Int = 1) async throws -> String
    {
        #expect(try await self.forgot(email, shop).status == 202)
        let sent = try await mails.mails("is your code", count: count)
        return try #require(sent.last?.code)
    }

    // MARK: By a code

    @Test func aCodeSetsAnotherPasswordAndEndsAllLogins() async throws {
        try await withMail { shop, mails in
            let token = try await shop.signUp("a@example.com")
            let code = try await self.code(for: "a@example.com", shop, mails)
            #expect(try await self.reset("a@example.com", code, shop).status == 204)
            #expect(try await !shop.isIn(token))
            #expect(try await shop.v1LogIn("a@example.com").status == 401)
            let session = try await shop.v1LogIn("a@example.com", Self.other)
            // The code came by mail.
            #expect(session.status == 200 && session["user"]?["is_verified"] == true)
            // A code counts once.
            #expect(try await self.reset("a@example.com", code, to: "ThirdPass789", shop).status == 400)
            #expect(try await mails.mails("was changed").map(\.recipients) == [["a@example.com"]])
        }
    }

    @Test func fiveTriesAreAllThereAre() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("a@example.com")
            let code = try await self.code(for: "a@example.com", shop, mails)
            let wrong = code == "123456" ? "123457" : "123456"
            let replies = try await parallel(5) { _ in try await self.reset("a@example.com", wrong, shop) }
            #expect(replies.allSatisfy { $0.status == 400 && $0["code"]?.text == "wrong_code" })
            #expect(try await self.reset("a@example.com", code, shop).status == 400)
            let next = try await self.code(for: "a@example.com", shop, mails, count: 2)
            for _ in 0..<4 { #expect(try await self.reset("a@example.com", wrong, shop).status == 400) }
            #expect(try await self.reset("a@example.com", next, shop).status == 204)
        }
    }

    @Test func theNewestCodeCounts() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("a@example.com")
            let first = try await self.code(for: "a@example.com", shop, mails)
            let second = try await self.code(for: "a@example.com", shop, mails, count: 2)
            #expect(try await self.reset("a@example.com", first, shop).status == 400)
            #expect(try await self.reset("a@example.com", second, shop).status == 204)
        }
    }

    @Test func aCodeIsGoodForTenMinutes() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("a@example.com")
            let code = try await self.code(for: "a@example.com", shop, mails)
            try await Repository<PasswordReset>(shop.database).updateMany(
                .all, Pipeline().stage(["$set": ["expires_at": ["$subtract": ["$expires_at", 600_000]]]]))
            #expect(try await self.reset("a@example.com", code, shop).status == 400)
        }
    }

    @Test func ofTwoResetsAtOnceOneWins() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("a@example.com")
            let code = try await self.code(for: "a@example.com", shop, mails)
            let replies = try await parallel(4) { index in
                try await self.reset("a@example.com", code, to: "AnotherPass45\(index)", shop).status
            }
            #expect(replies.sorted() == [204, 400, 400, 400])
        }
    }

    @Test func aMailThatIsSentAgainBringsTheSameCode() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("a@example.com")
            _ = try await mails.mails("Welcome")
            try await shop.setEmail("dropped@example.com", of: "a@example.com")
            #expect(try await self.forgot("dropped@example.com", shop).status == 202)
            let jobs = shop.jobs
            try await eventually { try await jobs.count(state: .scheduled, kind: "reset_code_mail") == 1 }
            try await jobs.retry(try #require(try await jobs.list(kind: "reset_code_mail").first).id)
            let codes = try await mails.mails("is your code", count: 2).map(\.code)
            #expect(codes.count == 2 && codes[0] == codes[1] && codes[0] != nil)
            #expect(try await self.reset("dropped@example.com", codes[0] ?? "", shop).status == 204)
        }
    }

    @Test func nothingTellsWhetherAnAddressHasAnAccount() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            var answers: [[String]] = []
            for email in ["a@example.com", "unknown@example.com"] {
                var replies: [Reply] = []
                let asked = try await shop.questions { replies.append(try await self.forgot(email, shop)) }
                let tried = try await shop.questions { replies.append(try await self.reset(email, "123456", shop)) }
                answers.append(replies.map { "\($0.status) \($0.text)" } + asked + tried)
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0].count == 6, "\(answers[0])")
        }
    }

    @Test func aCodeLetsInWhoIsLockedOut() async throws {
        try await withMail {
            $0.loginAttempts = 1
            $0.trustedProxies = [AddressBlock("127.0.0.0/8")!]
        } _: { shop, mails in
            _ = try await shop.signUp("a@example.com")
            // From many places, until the account itself is closed.
            for index in 1...40 {
                _ = try await shop.logIn("a@example.com", "wrong-pass", from: "203.0.113.\(index)")
            }
            let locked = try await shop.logIn("a@example.com", ShopClient.password, from: "192.0.2.1")
            #expect(locked.status == 429 && locked.headers[.retryAfter] != nil)
            let code = try await self.code(for: "a@example.com", shop, mails)
            #expect(try await self.reset("a@example.com", code, shop).status == 204)
            #expect(try await shop.logIn("a@example.com", Self.other, from: "192.0.2.1").status == 200)
        }
    }

    @Test func aPasswordThatIsNoneNamesTheField() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let reset = try await self.reset("a@example.com", "123456", to: "short", shop)
            #expect(reset.status == 422 && reset.violations == ["body.new_password string_too_short"])
            let change = try await self.change(ShopClient.password, to: "password", token, shop)
            #expect(change.status == 422 && change.violations == ["body.new_password value_error"])
        }
    }

    // MARK: By the one of before

    @Test func aChangeEndsTheOtherLoginsOnly() async throws {
        try await withMail { shop, mails in
            let root = try await shop.signUp("a@example.com")
            let (own, other) = (try await shop.v1LogIn("a@example.com"), try await shop.v1LogIn("a@example.com"))
            let token = try #require(own["access_token"]?.text)
            #expect(try await self.change(ShopClient.password, token, shop).status == 204)
            #expect(try await shop.isIn(token))
            #expect(try await !shop.isIn(other["access_token"]?.text))
            #expect(try await !shop.isIn(root))
            for (session, status) in [(own, 200), (other, 401)] {
                let body = #"{"refresh_token": "\#(session["refresh_token"]?.text ?? "")"}"#
                #expect(try await shop.post("/api/v1/auth/refresh", body).status == status)
            }
            #expect(try await shop.v1LogIn("a@example.com").status == 401)
            #expect(try await shop.v1LogIn("a@example.com", Self.other).status == 200)
            #expect(try await mails.mails("was changed").count == 1)
            #expect(try await shop.events(of: "a@example.com").contains("password_changed"))
        }
    }

    @Test func aStolenTokenDoesNotHelpToGuess() async throws {
        try await withShop(configure: { $0.loginAttempts = 3 }) { shop in
            let token = try await shop.signUp("a@example.com")
            var statuses: [Int] = []
            while statuses.last != 429, statuses.count < 20 {
                let reply = try await self.change("wrong-pass", token, shop)
                if reply.status == 400 { #expect(reply["code"]?.text == "wrong_password") }
                statuses.append(reply.status)
            }
            #expect(statuses.last == 429 && statuses.dropLast().allSatisfy { $0 == 400 })
        }
    }

    /// However a login and a change fall together: a login with the old password is over once the change is answered.
    @Test func aLoginNeverOutlivesAChangeThatItRaces() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            for round in 0..<10 {
                let (old, new) = round % 2 == 0 ? (ShopClient.password, Self.other) : (Self.other, ShopClient.password)
                let token = try await shop.token(of: "a@example.com", old)
                async let logins = parallel(4) { _ in try await shop.v1LogIn("a@example.com", old) }
                let changed = try await self.change(old, to: new, token, shop)
                #expect(changed.status == 204)
                for login in try await logins where login.status == 200 {
                    #expect(try await !shop.isIn(login["access_token"]?.text))
                }
            }
        }
    }
}

extension ShopClient {
    fileprivate func setEmail(_ email: String, of other: String) async throws {
        _ = try await Repository<User>(self.database).findOneAndUpdate(\.email == other, .set(\.email, email))
    }
}
