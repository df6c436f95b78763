/// Cookies as requests have them (RFC 6265, section 4.2).
enum CookieHeader {
    /// The value of a cookie. Of several of the name it is the first that can be one: browsers send those of longer paths
    /// first.
    ///
    /// - Returns: nil when there is none, or only what is empty or malformed.
    static func value(of name: String, in header: String?) -> String? {
        guard let header else { return nil }
        for part in header.utf8.split(separator: UInt8(ascii: ";")) {
            let pair = Self.trimmed(part)
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), pair[..<equals].elementsEqual(name.utf8)
            else { continue }
            let value = pair[equals...].dropFirst()
            if !value.isEmpty, value.allSatisfy(Self.isValueCharacter) { return String(Substring(value)) }
        }
        return nil
    }

    /// Whether a byte may be part of a cookie's value.
    static func isValueCharacter(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\",;\\".utf8.contains(byte)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
