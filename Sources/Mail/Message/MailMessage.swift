public import Foundation

/// A mail to one recipient.
public struct MailMessage: Hashable, Sendable {
    /// Who it comes from; refusals that come later go there, too.
    public let from: MailAddress
    /// Who gets it.
    public let to: MailAddress
    /// The subject, on one line.
    public let subject: String
    /// The text, for programs that show no HTML.
    public let text: String
    /// The same as an HTML page; nil for none.
    public let html: String?
    /// What tells a mail that comes twice from two mails, without angle brackets.
    public let messageID: String
    /// When it was written.
    public let date: Date

    private static let mostBytesOfID = 200
    private static let punctuationOfID = Set(".-_+=@".unicodeScalars)

    /// A message.
    ///
    /// - Parameters:
    ///   - subject: line breaks and control characters in it become spaces.
    ///   - messageID: up to 200 ASCII letters, digits and `.-_+=` with one `@`, beginning with a letter or a digit. The
    ///     same for every try at the same mail, and for no other mail.
    /// - Throws: ``MailError`` `invalidMessage` if the ID has another form or the subject is empty.
    public init(
        from: MailAddress, to: MailAddress, subject: String, text: String, html: String? = nil, messageID: String,
        date: Date = .now
    ) throws(MailError) {
        let characters = messageID.unicodeScalars
        guard characters.allSatisfy({ $0.isASCIIAlphanumeric || Self.punctuationOfID.contains($0) }),
            characters.first?.isASCIIAlphanumeric == true, characters.last?.isASCIIAlphanumeric == true,
            characters.count(where: { $0 == "@" }) == 1, characters.count <= Self.mostBytesOfID
        else { throw MailError(.invalidMessage, "the message ID \(messageID) does not look like name@host") }
        let subject = subject.onOneLine
        guard !subject.isEmpty else { throw MailError(.invalidMessage, "the subject is empty") }
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.messageID = messageID
        self.date = date
    }

    /// Whether a server must offer SMTPUTF8 to take it.
    var needsUTF8: Bool { self.from.needsUTF8 || self.to.needsUTF8 }
}
