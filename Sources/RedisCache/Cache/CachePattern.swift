/// Patterns of keys, in the glob syntax of Redis: `*`, `?`, `[abc]`, and `\` before a character that means itself.
public enum CachePattern {
    /// The pattern that matches every key.
    public static let all = "*"

    /// The text with its special characters escaped, so that it means itself within a pattern.
    public static func escaping(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if Self.isSpecial(scalar) { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// Whether the text matches nothing but itself.
    static func isLiteral(_ text: String) -> Bool {
        !text.unicodeScalars.contains(where: Self.isSpecial)
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "*", "?", "[", "]", "\\": true
        default: false
        }
    }
}
