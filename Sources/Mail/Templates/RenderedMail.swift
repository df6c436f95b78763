/// What templates have made of a mail's fields.
public struct RenderedMail: Hashable, Sendable {
    /// The subject, on one line.
    public let subject: String
    /// The text.
    public let text: String
    /// The page, nil if the mail has no template for it.
    public let html: String?
}
