import Foundation

/// Text in headers: what is not short ASCII becomes encoded words (RFC 2047), which can't hold a line break.
enum HeaderText {
    /// Of a line with the longest header's name before it, which should have 78 at most.
    private static let mostCharacters = 60
    /// Base64 makes 4 characters out of 3 bytes, and 12 are around them. A line with an encoded word has 76 at most.
    private static let mostBytesOfWord = 39

    /// The value of a header such as `Subject`.
    static func unstructured(_ text: String) -> String {
        Self.isShortASCII(text) ? text : Self.encodedWords(text)
    }

    /// The value of a header such as `To`.
    static func mailbox(_ mailbox: MailAddress) -> String {
        guard !mailbox.name.isEmpty else { return mailbox.address }
        guard Self.isShortASCII(mailbox.name) else {
            return "\(Self.encodedWords(mailbox.name))\r\n <\(mailbox.address)>"
        }
        let quoted = mailbox.name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(quoted)\"\r\n <\(mailbox.address)>"
    }

    private static func isShortASCII(_ text: String) -> Bool {
        // What looks like an encoded word would be decoded by the reader's program.
        text.utf8.count <= Self.mostCharacters && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && !text.contains("=?")
    }

    private static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        func end() {
            words.append("=?utf-8?B?\(Data(bytes).base64EncodedString())?=")
            bytes = []
        }
        for scalar in text.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            if bytes.count + encoded.count > Self.mostBytesOfWord { end() }
            bytes += encoded
        }
        end()
        return words.joined(separator: "\r\n ")
    }
}
