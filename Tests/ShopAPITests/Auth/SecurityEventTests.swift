import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

@testable import Accounts
@testable import ShopCore

/// What happens to accounts, as the audit log and their holders are told.
@Suite struct SecurityEventTests {
    @Test func loginsAndFailuresAreWrittenDown() async throws {
        try await withShop(configure: { $0.loginAttempts = 2 }) { shop in
            _ = try await shop.signUp("a@example.com")
            #expect(try await shop.v1LogIn("a@example.com").status == 200)
            for _ in 0..<3 { _ = try await shop.v1LogIn("a@example.com", "wrong-pass") }
            let admin = try await shop.admin()
            #expect(
                try await shop.events(of: "a@example.com")
                    == ["locked_out", "login_failed", "login_failed", "logged_in"])
            let locked = try await shop.get("/api/v1/admin/audit?event=locked_out", token: admin)
            #expect(locked["total"]?.integer == 1)
            let entry = try #require(locked["items"]?.elements.first)
            #expect(entry["author"]?["address"]?.text == "127.0.0.1" && entry["kind"]?.text == "security")
            #expect(try await shop.get("/api/v1/admin/audit?event=flown_away", token: admin).status == 422)
        }
    }

    @Test func failuresAtAddressesWithoutAnAccountAreWrittenDownWithoutThem() async throws {
        try await withShop { shop in
            #expect(try await shop.v1LogIn("unknown@example.com").status == 401)
            let entries = try await Repository<AuditEntry>(shop.database).find(\.kind == .security)
            #expect(entries.map(\.subject) == [""] && entries.map(\.author.name) == [""])
        }
    }

    /// Guesses at addresses with and without an account ask the same of the database.
    @Test func aFailureTakesAsLongWithoutAnAccount() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            var asked: [[String]] = []
            for email in ["a@example.com", "unknown@example.com"] {
                asked.append(try await shop.questions { _ = try await shop.v1LogIn(email, "wrong-pass") })
            }
            #expect(asked[0] == asked[1] && asked[0].count == 2, "\(asked)")
        }
    }

    @Test func eventsComeFromAnIndex() async throws {
        try await withShop { shop in
            let entries = Repository<AuditEntry>(shop.database)
            for _ in 0..<200 {
                try await shop.backend.shop.audit.note(
                    SecurityEvent.loggedIn.change(of: ObjectID()), by: Author(address: "192.0.2.1"), in: nil)
            }
            let plan = try await entries.explain(
                AuditFilter(event: "banned").query, sort: AuditTrail.newestFirst, limit: 20)
            #expect(plan.index == "event_1_at_-1__id_-1" && !plan.stages.contains("SORT"))
        }
    }

    @Test func aLoginFromElsewhereIsToldByMail() async throws {
        try await withMail { shop, mails in
            _ = try await shop.register("a@example.com")
            for agent in ["Firefox/140.0 (Linux)", "Firefox/140.0 (Linux)", "Firefox/141.1 (Linux)"] {
                #expect(try await shop.v1LogIn("a@example.com", userAgent: agent).status == 200)
            }
            let mail = try #require(try await mails.mails("new device").first)
            #expect(
                mail.text?.contains("From: 127.0.0.1") == true && mail.text?.contains("With: Firefox/140.0") == true)
            try await eventually { try await shop.jobs.count(state: .done, kind: "new_device_mail") == 1 }
            #expect(try await mails.mails("new device").count == 1)
            #expect(try await shop.events(of: "a@example.com").filter { $0 == "new_device" }.count == 1)
        }
    }

    /// Nobody is alarmed by the first login after an update.
    @Test func anAccountOfBeforeKnowsNoDevices() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            try await shop.database.run([
                "update": "users", "updates": [["q": [:], "u": ["$unset": ["devices": ""]], "multi": true]],
            ])
            #expect(try await shop.v1LogIn("a@example.com", userAgent: "Firefox").status == 200)
            #expect(try await shop.jobs.count(kind: "new_device_mail") == 0)
            #expect(try await shop.v1LogIn("a@example.com", userAgent: "Chrome").status == 200)
            #expect(try await shop.jobs.count(kind: "new_device_mail") == 1)
        }
    }

    @Test func noMoreThanTwentyDevicesAreKept() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            for index in 0..<25 {
                let agent = String(repeating: "x", count: index + 1)
                #expect(try await shop.v1LogIn("a@example.com", userAgent: agent).status == 200)
            }
            #expect(try await shop.user("a@example.com")?.devices.count == 20)
        }
    }
}
