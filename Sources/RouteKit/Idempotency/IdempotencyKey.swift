import HTTPTypes
import Schemas

/// The name that a client gives a request which it may send again (draft-ietf-httpapi-idempotency-key-header-07).
struct IdempotencyKey: Hashable {
    static let longest = 255
    /// What ``init(_:)`` takes, for the API's description.
    static let pattern = #"^([!#-+\--:<-\[\]-~]{1,255}|"([ !#-\[\]-~]|\\["\\]){1,255}")$"#

    let text: String

    /// Reads the header: a string of structured fields, in quotes (RFC 9651, section 3.3.3), or the same without quotes,
    /// as most clients send it. Both are the same key.
    ///
    /// - Returns: nil when there is no such header.
    /// - Throws: `ValidationError` when it is neither, holds several keys, or is empty or longer than ``longest``.
    init?(_ fields: HTTPFields) throws(ValidationError) {
        guard let header = fields[.idempotencyKey] else { return nil }
        guard let text = Self.quoted(header) ?? Self.bare(header), (1...Self.longest).contains(text.utf8.count) else {
            throw Self.violation(
                "string_pattern_mismatch",
                "Input should be one key of 1 to \(Self.longest) visible ASCII characters, in quotes or without")
        }
        self.text = text
    }

    /// Something that is wrong with the header.
    static func violation(_ code: String, _ message: String) -> ValidationError {
        let path: [PathPart] = [.field("header"), .field(HTTPField.Name.idempotencyKey.canonicalName)]
        return ValidationError([Violation(path: path, code: code, message: message)])
    }

    private static func quoted(_ header: String) -> String? {
        let bytes = Array(header.utf8)
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return nil }
        var text: [UInt8] = []
        var rest = bytes.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            if byte == backslash {
                guard let escaped = rest.popFirst(), escaped == quote || escaped == backslash else { return nil }
                text.append(escaped)
            } else {
                guard (0x20...0x7E).contains(byte), byte != quote else { return nil }
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bare(_ header: String) -> String? {
        header.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"\\,;".utf8.contains($0) } ? header : nil
    }
}
