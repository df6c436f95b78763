/// Where a request goes: an address of the web, read strictly, so that it means the same to who checks it and to who connects.
public struct OutboundURL: Hashable, Sendable {
    /// The greatest length in bytes.
    public static let longest = 2048

    public let isSecure: Bool
    /// In lower case; an address of version 6 without its brackets.
    public let host: String
    /// Nil for the scheme's own.
    public let port: Int?
    /// Path and query.
    public let target: String

    /// What is wrong with a text, as a sentence.
    public struct Problem: Error, Hashable, Sendable {
        public let message: String

        init(_ message: String) { self.message = message }
    }

    /// - Throws: ``Problem`` for what is no such address, has credentials or a fragment, or is too long.
    public init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.longest else { throw Problem("It has more than \(Self.longest) bytes") }
        guard text.utf8.allSatisfy({ Self.isPlain($0) }), Self.hasWholeEscapes(text) else {
            throw Problem("It has characters that an address must write as %XX")
        }
        guard let colon = text.firstRange(of: "://"), let scheme = Self.schemes[text[..<colon.lowerBound].lowercased()]
        else {
            throw Problem("It must begin with http:// or https://")
        }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let target = rest[authority.endIndex...]
        guard !authority.contains("@") else { throw Problem("It must not have a name or a password") }
        guard !target.contains("#") else { throw Problem("It must not have a fragment") }
        guard !target.contains("["), !target.contains("]") else { throw Problem("Write brackets as %5B and %5D") }
        self.isSecure = scheme
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
        (self.host, self.port) = try Self.split(authority)
    }

    private static let schemes = ["http": false, "https": true]

    private static func split(_ authority: Substring) throws(Problem) -> (host: String, port: Int?) {
        let host: Substring
        var rest: Substring
        if authority.hasPrefix("[") {
            host = authority.dropFirst().prefix { $0 != "]" }
            rest = authority[host.endIndex...].dropFirst()
            guard let address = NetworkAddress(String(host)), address.bytes.count == 16,
                host.endIndex < authority.endIndex
            else { throw Problem("Its host is no address of version 6") }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard Self.isName(host) else { throw Problem("It must name a host") }
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        guard rest.removeFirst() == ":", rest.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let port = Int(rest), 1...65_535 ~= port
        else { throw Problem("Its port must be a number from 1 to 65535") }
        return (host.lowercased(), port)
    }

    private static func isName(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253
            && labels.allSatisfy { label in
                1...63 ~= label.utf8.count && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F }
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// Visible ASCII, without what no part of an address may have.
    private static func isPlain(_ byte: UInt8) -> Bool {
        0x21...0x7E ~= byte && !"\"<>\\^`{|}".utf8.contains(byte)
    }

    private static func hasWholeEscapes(_ text: String) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            part.utf8.count >= 2 && part.utf8.prefix(2).allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        }
    }
}

extension OutboundURL: CustomStringConvertible {
    public var description: String {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        return (self.isSecure ? "https://" : "http://") + host + (self.port.map { ":\($0)" } ?? "") + self.target
    }
}
