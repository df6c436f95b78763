import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts
@testable import Shop

/// Logins of accounts that need a code.
@Suite struct TOTPLoginTests {
    private static let client = SessionClient(userAgent: nil, address: "192.0.2.1", network: "192.0.2.1")

    @Test func aLoginNeedsACode() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let without = try await shop.logIn(account.email, code: nil)
            #expect(without.status == 401 && without["code"]?.text == "totp_required")
            let wrong = try await shop.logIn(account.email, code: "nonsense")
            #expect(wrong.status == 401 && wrong["code"]?.text == "wrong_code")
            let login = try await shop.logIn(account.email, code: account.code)
            #expect(login.status == 200 && login["user"]?["totp_enabled"] == true)
            let token = try #require(login["access_token"]?.text)
            #expect(try await shop.get("/api/v1/auth/me", token: token).status == 200)
        }
    }

    @Test func aWrongPasswordTellsNothingOfTOTP() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let code = account.code
            for code in [nil, code, "nonsense"] {
                let reply = try await shop.logIn(account.email, code: code, password: "wrong-pass")
                let unknown = try await shop.logIn("unknown@example.com", code: code, password: "wrong-pass")
                #expect(reply.status == 401 && reply["code"] == nil && reply.detail == unknown.detail)
            }
            // Nor did it use the code up.
            #expect(try await shop.logIn(account.email, code: code).status == 200)
        }
    }

    @Test func aCodeIsOfNoConcernToAnAccountWithoutTOTP() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            #expect(try await shop.logIn("a@example.com", code: "123456").status == 200)
            #expect(try await shop.logIn("a@example.com", code: "").violations == ["body.code string_too_short"])
        }
    }

    @Test func aCodeCountsOnce() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let code = account.code
            #expect(try await shop.logIn(account.email, code: "\(code.prefix(3)) \(code.suffix(3))").status == 200)
            let again = try await shop.logIn(account.email, code: code)
            #expect(again.status == 401 && again["code"]?.text == "wrong_code")
            #expect(try await shop.switchTOTPOff(code, token: account.token)["code"]?.text == "wrong_code")
        }
    }

    @Test func theCodeOfTheConfirmationDoesNotCountAgain() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let code = try await shop.setUpTOTP(token).code(at: TOTP.step(at: .now))
            #expect(try await shop.confirmTOTP(code, token: token).status == 200)
            #expect(try await shop.logIn("a@example.com", code: code)["code"]?.text == "wrong_code")
        }
    }

    @Test func aRecoveryCodeCountsOnceHoweverItIsWritten() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let code = account.recoveryCodes[0].lowercased().replacing("-", with: " ")
            #expect(try await shop.logIn(account.email, code: code).status == 200)
            for again in [code, account.recoveryCodes[0]] {
                #expect(try await shop.logIn(account.email, code: again)["code"]?.text == "wrong_code")
            }
            #expect(try await shop.logIn(account.email, code: account.recoveryCodes[1]).status == 200)
            let events = try await shop.events(of: account.email).filter { $0 != "logged_in" }
            #expect(events == ["recovery_code_used", "login_failed", "login_failed", "recovery_code_used", "totp_on"])
        }
    }

    @Test func recoveryCodesOfOthersAreWrong() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let other = try await shop.signUpWithTOTP("b@example.com")
            #expect(try await shop.logIn(account.email, code: other.recoveryCodes[0])["code"]?.text == "wrong_code")
        }
    }

    @Test func theRootIsNoWayAround() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let reply = try await shop.logIn(account.email, "SecurePass123")
            let wrong = try await shop.logIn(account.email, "wrong-pass")
            #expect(reply.status == 401 && reply.body == wrong.body && reply.detail == "Invalid credentials")
            #expect(reply["code"] == nil)
        }
    }

    @Test func aReplayedRegistrationIsNoWayAround() async throws {
        try await withShop { shop in
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let body = #"{"email": "a@example.com", "password": "SecurePass123", "name": "Ann"}"#
            let first = try await shop.post("/api/v1/auth/register", body, headers: key)
            let token = try #require(first["access_token"]?.text)
            let code = try await shop.setUpTOTP(token).code(at: TOTP.step(at: .now))
            #expect(try await shop.confirmTOTP(code, token: token).status == 200)
            let again = try await shop.post("/api/v1/auth/register", body, headers: key)
            #expect(again.status == 409 && again["access_token"] == nil)
        }
    }

    @Test func whoKnowsThePasswordCanNotGuessCodes() async throws {
        func limited(_ settings: inout Settings) { settings.loginAttempts = 3 }
        try await withShop(configure: limited) { shop in
            let account = try await shop.signUpWithTOTP()
            var replies: [Reply] = []
            while replies.last?.status != 429, replies.count < 20 {
                // That the password is right makes up for no wrong code.
                let without = try await shop.logIn(account.email, code: nil)
                #expect([401, 429].contains(without.status))
                replies.append(try await shop.logIn(account.email, code: "000000000"))
            }
            #expect(replies.dropLast().allSatisfy { $0["code"]?.text == "wrong_code" })
            #expect(replies.last?.status == 429 && replies.last?.headers[.retryAfter] != nil)
        }
    }

    @Test func loginsThatLackACodeAreNoFailures() async throws {
        func limited(_ settings: inout Settings) { settings.loginAttempts = 3 }
        try await withShop(configure: limited) { shop in
            let account = try await shop.signUpWithTOTP()
            for _ in 0..<10 {
                #expect(try await shop.logIn(account.email, code: nil)["code"]?.text == "totp_required")
            }
            #expect(try await shop.logIn(account.email, code: account.code).status == 200)
        }
    }

    @Test func aCodeIsGoodForItsHalfMinuteAndTheNext() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let user = try #require(try await shop.user(account.email))
            let start = Date(timeIntervalSince1970: 2_000_000_010)
            let code = account.authenticator.code(at: TOTP.step(at: start))
            var factor = shop.backend.shop.accounts.factor
            for (seconds, isRight) in [(-15.0, false), (0, true), (29, true), (45, true), (60, false)] {
                factor.now = { start + seconds }
                try await shop.forgetStep()
                let spent = try await shop.backend.mongo.transaction { [factor] transaction in
                    try await factor.spend(
                        code, of: user.id, session: nil, by: Author(address: "192.0.2.1"), in: transaction)
                }
                #expect(spent == isRight, "after \(seconds) s")
            }
        }
    }

    @Test func anAuthenticatorThatCanNotBeReadLetsNobodyIn() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            try await shop.withAnotherInstance(
                configure: { $0.encryptionKey = String(repeating: "k", count: 32) }
            ) { other in
                for code in [account.code, account.recoveryCodes[0]] {
                    let login = try await other.logIn(account.email, code: code)
                    #expect(login["code"]?.text == "wrong_code")
                }
            }
            try await shop.database.run(["delete": "authenticators", "deletes": [["q": [:], "limit": 0]]])
            #expect(try await shop.logIn(account.email, code: account.code)["code"]?.text == "wrong_code")
        }
    }

    // MARK: Races

    @Test(arguments: [false, true])
    func ofLoginsWithOneCodeOneGetsIn(isRecoveryCode: Bool) async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let code = isRecoveryCode ? account.recoveryCodes[0] : account.code
            let replies = try await parallel(8) { _ in try await shop.logIn(account.email, code: code) }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0["code"]?.text == "wrong_code" }.count == 7)
            // The one that signing up opened, and this.
            #expect(try await shop.count("sessions") == 2)
        }
    }

    @Test func aLoginThatBeganBeforeTOTPWasSwitchedOnNeedsACode() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let before = try #require(try await shop.user("a@example.com"))
            let code = try await shop.setUpTOTP(token).code(at: TOTP.step(at: .now))
            #expect(try await shop.confirmTOTP(code, token: token).status == 200)
            let sessions = try await shop.count("sessions")
            let error = await #expect(throws: ShopError.self) {
                try await shop.backend.shop.accounts.begin(before, by: Self.client, isRefreshed: true)
            }
            #expect(error?.kind == .unauthorized)
            #expect(try await shop.count("sessions") == sessions)
        }
    }

    @Test func aLoginThatBeganBeforeTOTPWasSwitchedOffStoresNothing() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let before = try #require(try await shop.user(account.email))
            #expect(try await shop.switchTOTPOff(account.recoveryCodes[0], token: account.token).status == 204)
            let sessions = try await shop.count("sessions")
            let error = await #expect(throws: ShopError.self) {
                try await shop.backend.shop.accounts.begin(
                    before, code: account.code, by: Self.client, isRefreshed: true)
            }
            #expect(error?.reason == .wrongCode)
            #expect(try await shop.count("sessions") == sessions)
        }
    }

    @Test func aLoginThatComesToNothingLeavesItsCode() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let code = account.code
            var changed = try #require(try await shop.user(account.email))
            changed.hashedPassword = "another"
            let before = changed
            await #expect(throws: ShopError.self) {
                try await shop.backend.shop.accounts.begin(before, code: code, by: Self.client, isRefreshed: true)
            }
            #expect(try await shop.logIn(account.email, code: code).status == 200)
        }
    }
}
