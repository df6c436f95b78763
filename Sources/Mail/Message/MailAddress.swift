/// A mailbox, with the name that a mail program shows for it.
///
/// The address is what servers commonly take: an RFC 5321 dot-string, in which letters outside of ASCII may be, an at
/// sign and a host name. Refused are quoted local parts, address literals, and what a program that gets the address on
/// its command line would take for an option (`-oQ…@example.com`).
public struct MailAddress: Hashable, Sendable {
    /// What is shown, on one line; empty for none.
    public let name: String
    /// The local part and the domain. The domain is in ASCII: `bücher.example` has become `xn--bcher-kva.example`.
    public let address: String

    private static let mostBytes = 254
    private static let mostBytesBeforeAt = 64
    /// RFC 5322's atext and the dot.
    private static let punctuation = Set("!#$%&'*+-/=?^_`{|}~.".unicodeScalars)

    /// Checks an address.
    ///
    /// - Parameter name: what is shown. Line breaks and control characters in it become spaces.
    /// - Throws: ``MailError`` `invalidAddress`.
    public init(_ address: String, name: String = "") throws(MailError) {
        guard address.utf8.count <= Self.mostBytes else {
            throw MailError(.invalidAddress, "it is longer than \(Self.mostBytes) bytes")
        }
        guard let at = address.unicodeScalars.lastIndex(of: "@") else {
            throw MailError(.invalidAddress, "\(address) has no @")
        }
        let local = String(address.unicodeScalars[..<at])
        try Self.check(local, in: address)
        let domain = String(address.unicodeScalars[address.unicodeScalars.index(after: at)...])
        self.address = "\(local)@\(try HostName.inASCII(domain, of: address))"
        guard self.address.utf8.count <= Self.mostBytes else {
            throw MailError(.invalidAddress, "it is longer than \(Self.mostBytes) bytes")
        }
        self.name = name.onOneLine
    }

    /// Reads `Bodega <orders@shop.example>`, or an address alone.
    ///
    /// - Throws: ``MailError`` `invalidAddress`.
    public init(parsing text: String) throws(MailError) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            try self.init(text)
            return
        }
        var name = text[..<open].drop { $0 == " " }
        while name.last == " " { name.removeLast() }
        if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") { name = name.dropFirst().dropLast() }
        try self.init(String(text[text.index(after: open)...].dropLast()), name: String(name))
    }

    /// What stands behind the at sign.
    public var domain: String { String(self.address[self.address.lastIndex(of: "@")!...].dropFirst()) }

    /// Whether a server must offer SMTPUTF8 to take it.
    var needsUTF8: Bool { !self.address.utf8.allSatisfy { $0 < 0x80 } }

    private static func check(_ local: String, in address: String) throws(MailError) {
        let isText = local.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                ? scalar.isASCIIAlphanumeric || Self.punctuation.contains(scalar)
                : !scalar.isControl && !scalar.isFormat && !scalar.properties.isWhitespace
        }
        guard isText, !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..") else {
            throw MailError(.invalidAddress, "\(address) has a character before the @ that it can't have there")
        }
        guard (1...Self.mostBytesBeforeAt).contains(local.utf8.count) else {
            throw MailError(.invalidAddress, "\(address) must have 1 to \(Self.mostBytesBeforeAt) bytes before the @")
        }
        guard !local.hasPrefix("-") else { throw MailError(.invalidAddress, "\(address) begins with a hyphen") }
    }
}

extension Unicode.Scalar {
    var isASCIIAlphanumeric: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
    }
}
