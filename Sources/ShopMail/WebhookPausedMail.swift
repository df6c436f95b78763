package import FoundationEssentials
package import Mail

/// For who looks after webhooks, when one was paused because it has failed for too long.
package struct WebhookPausedMail: MailContent {
    package static let name = "webhook-paused"
    package static let example = WebhookPausedMail(
        url: "https://crm.example/hooks/shop", since: Date(timeIntervalSince1970: 1_800_000_000))

    /// Where messages went.
    package var url: String
    /// When it began to fail.
    package var since: Date

    package init(url: String, since: Date) {
        self.url = url
        self.since = since
    }

    package var fields: [String: MailField] {
        ["url": .text(self.url), "since": .text(self.since.inMails)]
    }
}
