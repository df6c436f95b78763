import BSON
import Foundation
import HTTPTypes
import Mail
import MongoJobs
import MongoODM
import RouteKit
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts

/// Switching on and off at `/api/v1/auth/totp` that logins need a code.
@Suite struct TOTPTests {
    private static let setup = #"{"password": "SecurePass123"}"#

    @Test func anAuthenticatorIsSetUpAndConfirmed() async throws {
        try await withShop(configure: { $0.shopName = "Lamps & Co." }) { shop in
            let token = try await shop.signUp("a+b@example.com")
            let setup = try await shop.post("/api/v1/auth/totp", Self.setup, token: token)
            let secret = try #require(setup["secret"]?.text)
            #expect(setup.status == 200 && secret.count == 32 && setup.headers[.cacheControl] == "no-store")
            #expect(
                setup["otpauth_url"]?.text == "otpauth://totp/Lamps%20%26%20Co.:a%2Bb%40example.com?secret=\(secret)"
                    + "&issuer=Lamps%20%26%20Co.&algorithm=SHA1&digits=6&period=30")
            #expect(try await shop.get("/api/v1/auth/me", token: token)["totp_enabled"] == false)
            #expect(try await shop.logIn("a+b@example.com", code: nil).status == 200)

            let authenticator = try await shop.setUpTOTP(token)
            try await shop.know(token)
            let reply = try await shop.confirmTOTP(authenticator.code(at: TOTP.step(at: .now)), token: token)
            let codes = reply["recovery_codes"]?.elements.compactMap(\.text) ?? []
            #expect(reply.status == 200 && Set(codes).count == 10 && reply.headers[.cacheControl] == "no-store")
            #expect(try await shop.get("/api/v1/auth/me", token: token)["totp_enabled"] == true)
            #expect(try await shop.logIn("a+b@example.com", code: nil).status == 401)
        }
    }

    @Test func theNewestSecretCounts() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let (first, second) = (try await shop.setUpTOTP(token), try await shop.setUpTOTP(token))
            #expect(first.secret != second.secret)
            let step = TOTP.step(at: .now)
            #expect(try await shop.confirmTOTP(first.code(at: step), token: token)["code"]?.text == "wrong_code")
            #expect(try await shop.confirmTOTP(second.code(at: step), token: token).status == 200)
        }
    }

    @Test func eachStepNeedsWhatComesBefore() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            #expect(try await shop.confirmTOTP("123456", token: token).status == 409)
            #expect(try await shop.switchTOTPOff("123456", token: token).status == 409)
            let account = try await shop.signUpWithTOTP()
            let again = try await shop.post("/api/v1/auth/totp", Self.setup, token: account.token)
            #expect(again.status == 409)
            #expect(try await shop.confirmTOTP(account.code, token: account.token).status == 409)
            // What is on goes on with the same secret.
            #expect(try await shop.logIn(account.email, code: account.code).status == 200)
        }
    }

    @Test func wrongPasswordsAndCodesAreNamed() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let token = try await shop.signUp()
            let setup = try await shop.post("/api/v1/auth/totp", #"{"password": "wrong-pass"}"#, token: token)
            #expect(setup.status == 400 && setup["code"]?.text == "wrong_password")
            _ = try await shop.setUpTOTP(token)
            let confirmation = try await shop.confirmTOTP("nonsense", token: token)
            #expect(confirmation.status == 400 && confirmation["code"]?.text == "wrong_code")
            let password = try await shop.switchTOTPOff(account.code, password: "wrong-pass", token: account.token)
            #expect(password.status == 400 && password["code"]?.text == "wrong_password")
            let code = try await shop.switchTOTPOff("nonsense", token: account.token)
            #expect(code.status == 400 && code["code"]?.text == "wrong_code")
            #expect(try await shop.get("/api/v1/auth/me", token: account.token)["totp_enabled"] == true)
        }
    }

    @Test(arguments: [
        (#"{}"#, ["body.password missing", "body.code missing"]),
        (#"{"password": "", "code": ""}"#, ["body.password string_too_short", "body.code string_too_short"]),
        (#"{"password": "x", "code": 123456}"#, ["body.code string_type"]),
    ])
    func aBadBodyIsRefused(body: String, violations: [String]) async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let reply = try await shop.send(
                .delete, "/api/v1/auth/totp", body: Array(body.utf8),
                headers: [.contentType: "application/json", .authorization: "Bearer \(token)"])
            #expect(reply.status == 422 && reply.violations == violations)
        }
    }

    @Test func itIsSwitchedOffByPasswordAndCode() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            #expect(try await shop.switchTOTPOff(account.code, token: account.token).status == 204)
            #expect(try await shop.get("/api/v1/auth/me", token: account.token)["totp_enabled"] == false)
            #expect(try await shop.logIn(account.email, code: nil).status == 200)
            #expect(try await shop.logIn(account.email, "SecurePass123").status == 200)
            #expect(try await shop.count("authenticators") == 0)
            // And on again, with another secret.
            #expect(try await shop.setUpTOTP(account.token).secret != account.authenticator.secret)
        }
    }

    @Test func whoLostTheAuthenticatorSwitchesItOffWithARecoveryCode() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            #expect(try await shop.switchTOTPOff(account.recoveryCodes[3], token: account.token).status == 204)
        }
    }

    @Test func anAuthenticatorOfAnAccountThatWasSwitchedOffByHandStandsInNobodysWay() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            try await shop.update("users", ["email": .string(account.email)], ["$unset": ["totp_enabled": ""]])
            #expect(try await shop.logIn(account.email, code: nil).status == 200)
            #expect(try await shop.confirmTOTP(account.code, token: account.token).status == 409)
            let authenticator = try await shop.setUpTOTP(account.token)
            let code = authenticator.code(at: TOTP.step(at: .now))
            #expect(try await shop.confirmTOTP(code, token: account.token).status == 200)
        }
    }

    @Test(arguments: ["a password", "a code", "the password of a setup"])
    func whoHasAStolenTokenCanNotGuess(guess: String) async throws {
        try await withShop(configure: { $0.loginAttempts = 3 }) { shop in
            let account = try await shop.signUpWithTOTP()
            let other = try await shop.signUp("b@example.com")
            var statuses: [Int] = []
            while statuses.last != 429, statuses.count < 20 {
                let reply =
                    switch guess {
                    case "a password":
                        try await shop.switchTOTPOff(account.code, password: "wrong-pass", token: account.token)
                    case "a code": try await shop.switchTOTPOff("nonsense", token: account.token)
                    default: try await shop.post("/api/v1/auth/totp", #"{"password": "wrong-pass"}"#, token: other)
                    }
                statuses.append(reply.status)
            }
            #expect(statuses.last == 429 && statuses.dropLast().allSatisfy { $0 == 400 })
            // They are the account's failed logins.
            let email = guess == "the password of a setup" ? "b@example.com" : account.email
            let login = try await shop.logIn(email, code: account.code)
            #expect(login.status == 429 && login.headers[.retryAfter] != nil)
        }
    }

    @Test func whatCouldBeUsedToGuessCountsAsLogins() async throws {
        try await withShop(configure: { $0.authRateLimit = RateLimit("7/minute") }) { shop in
            let token = try await shop.signUp()
            let replies = [
                try await shop.post("/api/v1/auth/totp", Self.setup, token: token),
                try await shop.confirmTOTP("123456", token: token),
                try await shop.switchTOTPOff("123456", token: token),
            ]
            #expect(replies.map { $0.headers[.init("RateLimit-Remaining")!] } == ["6", "5", "4"])
        }
    }

    @Test func theMailSaysWhatWasSwitched() async throws {
        let mails = try await MailServer()
        try await withShop {
            $0.worksOnJobs = true
            $0.mail.smtp = SMTPSettings(host: "127.0.0.1", port: mails.port, encryption: .off)
        } _: { shop in
            let account = try await shop.signUpWithTOTP()
            try await eventually { try mails.mails().count == 2 }
            #expect(try await shop.switchTOTPOff(account.code, token: account.token).status == 204)
            try await eventually { try mails.mails().count == 3 }
            let received = try mails.mails()
            #expect(received.allSatisfy { $0.recipients == [account.email] && $0.defects.isEmpty })
            #expect(
                Set(received.map { $0["Subject"] })
                    == [
                        "Welcome to Bodega", "Logins at Bodega need a code now",
                        "Logins at Bodega need no code any more",
                    ])
        }
    }

    @Test func switchingIsToldByMailAndWrittenDown() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            #expect(try await shop.switchTOTPOff(account.recoveryCodes[0], token: account.token).status == 204)
            let id = try #require(try await shop.user(account.email)?.id)
            let mails = try await shop.jobs.list(kind: "totp_switched_mail").map(\.payload)
            #expect(
                Set(mails) == [["user_id": .objectID(id), "is_on": true], ["user_id": .objectID(id), "is_on": false]])
            let path = "/api/v1/admin/audit?kind=security&subject=\(id)"
            let entries = try await shop.get(path, token: try await shop.admin())["items"]?.elements ?? []
            #expect(
                entries.map { $0["after"]?["event"]?.text }.reversed()
                    == ["totp_on", "recovery_code_used", "totp_off"])
            #expect(entries.allSatisfy { $0["author"]?["name"]?.text == account.email })
        }
    }

    @Test func whatIsStoredHasNeitherSecretNorRecoveryCodes() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            _ = try await shop.logIn(account.email, code: account.recoveryCodes[0])
            let secret = account.authenticator.secret
            let traces =
                [secret, Data(Base32.encoded(secret, Base32.standard).utf8)]
                + account.recoveryCodes.flatMap { [Data($0.utf8), Data($0.filter { $0 != "-" }.utf8)] }
            var seen = 0
            for collection in ["authenticators", "users", "audit_log", "jobs", "sessions", "idempotency_keys"] {
                let stored = try await shop.database.run(["find": .string(collection), "batchSize": 1000])
                seen += stored["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.count ?? 0
                let bytes = stored.withBytes { Data($0) }
                #expect(traces.allSatisfy { bytes.firstRange(of: $0) == nil }, "\(collection)")
            }
            #expect(seen > 4)
        }
    }

    @Test func anAccountThatNeedsACodeThatNothingGivesIsFound() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            _ = try await shop.setUpTOTP(try await shop.signUp())
            #expect(try await shop.faults() == [:])
            try await shop.update("authenticators", [:], ["$set": ["confirmed_at": nil]])
            #expect(try await shop.faults() == ["authenticators": 1])
            #expect(try await shop.logIn(account.email, code: account.code).status == 401)
        }
    }

    // MARK: Races

    @Test func ofTwoConfirmationsOneGivesCodes() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let code = try await shop.setUpTOTP(token).code(at: TOTP.step(at: .now))
            let replies = try await parallel(8) { _ in try await shop.confirmTOTP(code, token: token) }
            #expect(replies.map(\.status).sorted() == [200, 409, 409, 409, 409, 409, 409, 409])
            let codes = replies.flatMap { $0["recovery_codes"]?.elements.compactMap(\.text) ?? [] }
            #expect(codes.count == 10)
            #expect(try await shop.logIn("a@example.com", code: codes[9]).status == 200)
            #expect(try await shop.jobs.list(kind: "totp_switched_mail").count == 1)
        }
    }

    @Test func ofSetupsAtOnceOneIsThatOfTheConfirmation() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let authenticators = try await parallel(8) { _ in try await shop.setUpTOTP(token) }
            let step = TOTP.step(at: .now)
            var confirmed = 0
            for authenticator in authenticators {
                if try await shop.confirmTOTP(authenticator.code(at: step), token: token).status == 200 {
                    confirmed += 1
                }
            }
            #expect(confirmed == 1)
        }
    }

    @Test func aSetupBesideAConfirmationLeavesWhatWasConfirmed() async throws {
        try await withShop { shop in
            for round in 0..<5 {
                let email = "a\(round)@example.com"
                let token = try await shop.signUp(email)
                let code = try await shop.setUpTOTP(token).code(at: TOTP.step(at: .now))
                let statuses = try await parallel(2) { index in
                    try await
                        (index == 0
                        ? shop.confirmTOTP(code, token: token)
                        : shop.post("/api/v1/auth/totp", Self.setup, token: token)).status
                }
                // The confirmation was first, or it was one of a secret that had been replaced.
                #expect(statuses == [200, 409] || statuses == [400, 200])
                let needsCode = try await shop.logIn(email, code: nil).status == 401
                #expect(needsCode == (statuses[0] == 200))
            }
        }
    }

    @Test func ofTwoWhoSwitchOffWithOneCodeOneDoes() async throws {
        try await withShop { shop in
            let account = try await shop.signUpWithTOTP()
            let replies = try await parallel(4) { _ in try await shop.switchTOTPOff(account.code, token: account.token)
            }
            #expect(replies.filter { $0.status == 204 }.count == 1)
            #expect(replies.allSatisfy { [204, 400, 409].contains($0.status) })
            #expect(try await shop.jobs.list(kind: "totp_switched_mail").count == 2)
        }
    }
}
