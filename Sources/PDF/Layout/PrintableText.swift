/// The part of a text that can be printed.
enum PrintableText {
    /// What may be longer than any text of a table.
    static let longestOfCell = 2_000
    static let longestOfParagraph = 100_000

    /// A text without control characters, cut where it is too long.
    ///
    /// - Parameters:
    ///   - longest: how many code points it may have.
    ///   - isOneLine: whether line breaks become spaces.
    static func make(_ text: String, longest: Int, isOneLine: Bool) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard let printed = Self.printed(scalar, isOneLine: isOneLine) else { continue }
            guard count < longest else {
                result.append("…")
                break
            }
            result.append(printed)
            count += 1
        }
        return String(result)
    }

    /// What is printed for a code point; nil for nothing.
    private static func printed(_ scalar: Unicode.Scalar, isOneLine: Bool) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09: " "
        // Lines end with one of these; a carriage return has a line feed behind it.
        case 0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029: isOneLine ? " " : "\n"
        // Embeddings, overrides and isolates: they turn letters around up to a mark that a text may leave out.
        case 0x202A...0x202E, 0x2066...0x2069: nil
        // A mark of the order of bytes.
        case 0xFEFF: nil
        default: scalar.properties.generalCategory == .control ? nil : scalar
        }
    }
}
