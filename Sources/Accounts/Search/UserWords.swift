import ShopCore

/// What accounts are found by: the beginnings of the words of their holders' names and of their addresses of mail. Each is an
/// entry of an index, so that a list of all that have one is a range of it.
enum UserWords {
    /// Of a longer word only so much counts.
    private static let longest = 32

    /// The words of a text, without letter case and accents.
    static func words(of text: String) -> [String] {
        Folding.folded(text).split { !Self.isPartOfWord($0) }
            .map { String(String.UnicodeScalarView($0.prefix(Self.longest))) }
    }

    /// All beginnings of all words of some texts, in a defined order.
    static func beginnings(of texts: String...) -> [String] {
        var beginnings: Set<String> = []
        for word in texts.flatMap(Self.words(of:)) {
            var beginning = String.UnicodeScalarView()
            for scalar in word.unicodeScalars {
                beginning.append(scalar)
                beginnings.insert(String(beginning))
            }
        }
        return beginnings.sorted()
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
            .otherNumber, .decimalNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}
