/// Texts as a cell of a workbook can hold them.
enum CellText {
    /// The most that Excel shows, in UTF-16 code units.
    static let longest = 32_767

    /// - Returns: the text without what no XML can say, cut where it is too long.
    static func make(_ text: String) -> String {
        var text = text
        if text.utf8.count > self.longest, text.utf16.count > self.longest {
            text = String(text.prefix(self.longest / 2 - 1)) + "…"
            // A letter may have any number of accents.
            if text.utf16.count > self.longest { text = String(text.unicodeScalars.prefix(self.longest / 2 - 1)) + "…" }
        }
        guard text.unicodeScalars.contains(where: { self.isNoText($0) }) else { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.map { self.isNoText($0) ? "\u{FFFD}" : $0 })
        return String(scalars)
    }

    private static func isNoText(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
    }
}
