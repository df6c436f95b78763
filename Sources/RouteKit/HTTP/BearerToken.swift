/// Bearer tokens as headers hold them (RFC 6750).
enum BearerToken {
    /// The token of an `Authorization` header: the scheme in any letter case, spaces, the token's characters.
    static func token(in header: String?) -> String? {
        guard let header else { return nil }
        let text = header.utf8
        let scheme = "bearer".utf8
        guard text.count > scheme.count, zip(text, scheme).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let token = rest.drop { $0 == UInt8(ascii: " ") }
        guard token.count < rest.count, !token.isEmpty, token.allSatisfy(Self.isTokenCharacter) else { return nil }
        return String(Substring(token))
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
