import BSON
import Foundation
import HTTPTypes
import Mail
import MongoJobs
import ShopAPI
import TestSupport
import Testing

/// The mail to the holder of a new account.
@Suite struct WelcomeTests {
    @Test func anAccountOfEitherMountIsWelcomed() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("root@example.com")
            #expect(try await shop.register("v1@example.com", name: "Zoë Miller").status == 201)
            try await eventually { try mails.mails().count == 2 }
            let received = try mails.mails().sorted { $0.recipients[0] < $1.recipients[0] }
            #expect(received.map(\.recipients) == [["root@example.com"], ["v1@example.com"]])
            #expect(received.map { $0["Subject"] } == ["Welcome to Lamps & Co.", "Welcome to Lamps & Co., Zoë Miller"])
            #expect(received.map { $0["To"] } == ["root@example.com", "Zoë Miller <v1@example.com>"])
            #expect(received.allSatisfy { $0["From"] == "\"Lamps & Co.\" <hello@lamps.example>" })
            #expect(received.allSatisfy { $0.html?.contains("https://lamps.example") == true && $0.defects.isEmpty })
            let jobs = try await shop.jobs.list(kind: "welcome_mail")
            #expect(Set(received.map { $0["Message-ID"] }) == Set(jobs.map { "<\($0.id.hexString)@lamps.example>" }))
        }
    }

    @Test func anAccountThatIsNotOpenedIsNotWelcomed() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            #expect(try await shop.register("A@example.com", name: "Ann").status == 409)
            let replies = try await parallel(8) { _ in
                try await shop.register("b@example.com", name: "Bob").status
            }
            #expect(replies.sorted() == [201, 409, 409, 409, 409, 409, 409, 409])
            // The seeded admin has an account, too, and gets no mail.
            #expect(try await shop.jobs.count(kind: "welcome_mail") == 2)
            #expect(try await shop.countUsers() == 3)
        }
    }

    @Test func aReplayedSignUpIsWelcomedOnce() async throws {
        try await withShop { shop in
            for _ in 0..<2 {
                let reply = try await shop.post(
                    "/auth/signup", #"{"email": "a@example.com", "password": "SecurePass123"}"#,
                    headers: [.init("Idempotency-Key")!: "once"])
                #expect(reply.status == 200)
            }
            #expect(try await shop.jobs.count(kind: "welcome_mail") == 1)
        }
    }

    @Test func aMailThatIsRefusedForGoodIsNotTriedAgain() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("refused@example.com")
            try await eventually { try await shop.jobs.count(state: .dead, kind: "welcome_mail") == 1 }
            let job = try #require(try await shop.jobs.list(kind: "welcome_mail").first)
            #expect(job.attempt == 1)
            #expect(job.failures.first?.reason.contains("550 5.1.1 No such user here") == true)
            #expect(try mails.mails().isEmpty)
        }
    }

    @Test func aMailThatIsRefusedForNowIsTriedAgain() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("greylisted@example.com")
            let jobs = shop.jobs
            try await eventually { try await jobs.count(state: .scheduled, kind: "welcome_mail") == 1 }
            let job = try #require(try await jobs.list(kind: "welcome_mail").first)
            #expect(job.failures.first?.reason.contains("451 4.7.1 Come back later") == true)
            // Not before the pause is over; it is skipped here.
            try await jobs.retry(job.id)
            try await eventually { try await jobs.count(state: .done, kind: "welcome_mail") == 1 }
            #expect(try mails.mails().count == 1)
        }
    }

    @Test func aMailWhoseReplyWasLostIsTheSameWhenItComesAgain() async throws {
        try await withMail { shop, mails in
            _ = try await shop.signUp("dropped@example.com")
            let jobs = shop.jobs
            try await eventually { try await jobs.count(state: .scheduled, kind: "welcome_mail") == 1 }
            try await jobs.retry(try #require(try await jobs.list(kind: "welcome_mail").first).id)
            try await eventually { try await jobs.count(state: .done, kind: "welcome_mail") == 1 }
            let received = try mails.mails()
            #expect(received.count == 2)
            #expect(Set(received.map { $0["Message-ID"] }).count == 1)
            #expect(Set(received.map { $0["Date"] }).count == 1)
        }
    }

    @Test func withoutAServerTheMailIsAFile() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mails-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withShop {
            $0.worksOnJobs = true
            $0.mail.folder = folder.path
        } _: { shop in
            _ = try await shop.signUp("a@example.com")
            try await eventually { try await shop.jobs.count(state: .done, kind: "welcome_mail") == 1 }
            let job = try #require(try await shop.jobs.list(kind: "welcome_mail").first)
            let file = folder.appending(path: "\(job.id.hexString)@localhost.eml")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.contains("To: a@example.com\r\n") && text.contains("Subject: Welcome to Bodega\r\n"))
        }
    }
}
