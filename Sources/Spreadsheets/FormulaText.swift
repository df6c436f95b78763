/// Texts that spreadsheets would take for formulas when they read a file in which everything is text. An apostrophe before them
/// keeps them from it, as OWASP recommends.
public enum FormulaText {
    private static let beginnings = Set("=+-@\t\r".utf8)

    private static func begins(_ text: some StringProtocol) -> Bool {
        text.utf8.first.map { self.beginnings.contains($0) } ?? false
    }

    /// The text as it is written.
    static func guarded(_ text: String) -> String { self.begins(text) ? "'" + text : text }

    /// The text that was written.
    public static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'"), self.begins(text.dropFirst()) else { return text }
        return String(text.dropFirst())
    }
}
