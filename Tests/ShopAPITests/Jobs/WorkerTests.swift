import BSON
import Mail
import MongoJobs
import MongoODM
import ShopAPI
import TestSupport
import Testing

/// Jobs in a process of their own, beside a server that leaves them alone.
@Suite struct WorkerTests {
    @Test func whatAKilledWorkerLeftAnotherDoes() async throws {
        let mails = try await MailServer()
        try await withShop { shop in
            try await WorkerProcess.with(shop, mailServer: mails) { worker in
                _ = try await shop.signUp("before@example.com")
                try worker.start()
                try await eventually(within: .seconds(30)) { try mails.mails().count == 1 }

                _ = try await shop.signUp("hanging@example.com")
                try await eventually(within: .seconds(30)) { mails.isHanging }
                worker.kill()
                _ = try await shop.signUp("after@example.com")
                try mails.release()
                // As if the time of the lease had passed.
                try await Repository<StoredJob>(shop.database).updateMany(\.state == .running, .setNow(\.nextAt))
                try worker.start()
                try await eventually(within: .seconds(30)) {
                    try await shop.jobs.count(state: .done, kind: "welcome_mail") == 3
                }
            }
        }
        let recipients = try mails.mails().flatMap(\.recipients)
        #expect(Set(recipients) == ["before@example.com", "hanging@example.com", "after@example.com"])
    }

    @Test func aWorkerThatIsToldToEndEndsWhatItHasBegun() async throws {
        let mails = try await MailServer()
        try await withShop { shop in
            try await WorkerProcess.with(shop, mailServer: mails) { worker in
                _ = try await shop.signUp("hanging@example.com")
                try worker.start()
                try await eventually(within: .seconds(30)) { mails.isHanging }
                worker.terminate()
                _ = try await shop.signUp("later@example.com")
                try mails.release()
                #expect(worker.waitForEnd() == 0)
                #expect(try await shop.jobs.count(state: .done, kind: "welcome_mail") == 1)
                #expect(try await shop.jobs.count(state: .available, kind: "welcome_mail") == 1)
            }
        }
        #expect(try mails.mails().map(\.recipients) == [["hanging@example.com"]])
    }

    @Test func aServerWorksOnJobsUnlessItIsToldNotTo() async throws {
        let mails = try await MailServer()
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            #expect(try await shop.jobs.count(state: .available, kind: "welcome_mail") == 1)
            try await shop.withAnotherInstance {
                $0.worksOnJobs = true
                $0.mail.smtp = SMTPSettings(host: "127.0.0.1", port: mails.port, encryption: .off)
            } _: { other in
                try await eventually { try await other.jobs.count(state: .done, kind: "welcome_mail") == 1 }
            }
        }
        #expect(try mails.mails().map(\.recipients) == [["a@example.com"]])
    }
}
