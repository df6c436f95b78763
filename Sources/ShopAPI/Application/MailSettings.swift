public import Mail

/// How an instance sends mail.
public struct MailSettings: Sendable {
    /// The mail server; nil to write mails into files.
    public var smtp: SMTPSettings?
    /// Where mails are written to when there is no server.
    public var folder = ".local/mail"
    /// Who they come from, as in `Bodega <orders@shop.example>`.
    public var sender = "Bodega <no-reply@localhost>"
    /// Where templates are that take the place of the built-in ones; nil for none.
    public var templates: String?
}
