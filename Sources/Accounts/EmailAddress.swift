import Foundation
public import Schemas

/// An e-mail address in the one form in which accounts keep it: without white space around it, in lower case, and with
/// its domain in ASCII (RFC 5890), so that `" John@Bücher.example"` and `john@xn--bcher-kva.example` are one.
///
/// A text that is no address keeps what can't be brought into that form; `Field/email()` refuses it.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let text: String

    public init(_ text: String) {
        let text = Self.trimmed(text)
        guard let at = text.lastIndex(of: "@") else {
            self.text = text.lowercased()
            return
        }
        // Two spellings of one letter are one to people and two to MongoDB.
        let local = String(text[..<at]).lowercased().precomposedStringWithCanonicalMapping
        self.text = local + "@" + Self.asciiDomain(String(text[text.index(after: at)...]))
    }

    public init(stringLiteral text: String) { self.init(text) }

    public var description: String { self.text }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let scalars = text.unicodeScalars.drop(while: isSpace)
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[...last])
    }

    /// By UTS 46 as browsers do it, which also takes the letter case away. A domain that can't be one stays as it is.
    private static func asciiDomain(_ domain: String) -> String {
        if domain.utf8.allSatisfy({ $0 < 0x80 }) { return domain.lowercased() }
        var url = URLComponents()
        url.scheme = "http"
        url.host = domain
        guard let ascii = url.encodedHost, !ascii.utf8.contains(UInt8(ascii: "%")) else { return domain }
        return ascii.lowercased()
    }
}

extension EmailAddress: SchemaValue {
    public typealias Constrained = String

    public static func read(from reader: any ValueReader) throws(Rejected) -> EmailAddress {
        EmailAddress(try reader.readString())
    }

    public func write(to writer: any ValueWriter) { writer.write(self.text) }

    public var constrained: String? { self.text }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "string"] }
}
