package import Mail
package import MongoJobs

/// Sends the shop's mails, for the jobs that ask for them.
package struct Mailer: Sendable {
    private let templates: MailTemplates
    private let transport: any MailTransport
    private let sender: MailAddress

    /// - Parameters:
    ///   - sender: who the mails come from.
    ///   - transport: how they leave.
    package init(templates: MailTemplates, sender: MailAddress, transport: any MailTransport) {
        self.templates = templates
        self.sender = sender
        self.transport = transport
    }

    /// Sends a mail. Every try of the same job sends the same message, so that one that comes twice is one for its reader.
    ///
    /// - Parameters:
    ///   - address: who gets it.
    ///   - name: what the recipient is called; empty for nothing.
    /// - Throws: `JobFailure` where another try can't succeed, as for an address that the server refuses for good; `MailError`
    ///   where it may.
    package func send(_ mail: some MailContent, to address: String, named name: String, by run: JobRun) async throws {
        do throws(MailError) {
            let recipient = try MailAddress(address, name: name)
            let message = try self.templates.message(
                mail, from: self.sender, to: recipient, messageID: "\(run.key)@\(self.sender.domain)",
                date: run.createdAt)
            try await self.transport.send(message)
        } catch {
            if error.isPermanent { throw JobFailure.permanent(error.description) }
            throw error
        }
    }

    /// Lets what was taken go out, and closes the connections.
    package func shutDown() async { await self.transport.shutDown() }
}

extension JobOptions {
    /// For jobs that send a mail. A server that does not know its sender yet wants another try after minutes (greylisting),
    /// one that is being repaired after hours: the last of these tries comes seven hours after the first.
    package static let mail = JobOptions(
        queue: "mail", tries: 12, pause: RetryPause(first: .seconds(30), factor: 3, longest: .seconds(3600)))
}
