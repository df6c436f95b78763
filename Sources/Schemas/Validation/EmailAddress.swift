/// The practical subset of RFC 5321 and RFC 6531 addresses: dot-separated atoms of ASCII, and of letters and digits of
/// any script, an @, a host name in ASCII with a dot. Quoted local parts and address literals are refused, as mail
/// providers refuse them.
enum EmailAddress {
    /// A sentence about what is wrong, or nil when the address is fine.
    static func problem(with text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254 else { return "The email address is too long." }
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else {
            return "An email address must have an @-sign."
        }
        let local = bytes[..<at]
        let domain = bytes[(at + 1)...]
        guard !local.isEmpty else { return "There must be something before the @-sign." }
        guard !domain.isEmpty else { return "There must be something after the @-sign." }
        guard local.count <= 64 else { return "The email address is too long before the @-sign." }
        guard local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(Self.isAtom),
            text.unicodeScalars.prefix(while: { $0 != "@" }).allSatisfy({ $0.isASCII || Self.isLetterOrDigit($0) })
        else { return "The part before the @-sign contains characters or periods where they are not allowed." }
        let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count > 1 else { return "The part after the @-sign should have a period." }
        guard labels.allSatisfy(Self.isLabel), labels.last?.contains(where: { $0 < 0x30 || $0 > 0x39 }) == true else {
            return "The part after the @-sign is not a valid host name."
        }
        return nil
    }

    private static func isAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { Self.isAlphanumeric($0) || Self.atomSigns.contains($0) || $0 >= 0x80 }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            true
        default: false
        }
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(bytes.count) && bytes.first != hyphen && bytes.last != hyphen
            && bytes.allSatisfy { Self.isAlphanumeric($0) || $0 == hyphen }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static let atomSigns = Set("!#$%&'*+-/=?^_`{|}~".utf8)
}
