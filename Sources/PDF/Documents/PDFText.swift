/// A text in one style, of any script. Its direction follows from its letters.
///
/// Control characters are left out, those that turn the direction of what follows included: what a stranger has written
/// can't make the text around it read otherwise.
public struct PDFText: Hashable, Sendable, ExpressibleByStringLiteral {
    public var string: String
    /// In points.
    public var size: Double
    public var isBold: Bool
    public var tone: PDFTone
    /// Nil for that of the column, or ``PDFAlignment/start``.
    public var alignment: PDFAlignment?

    public init(
        _ string: String, size: Double = 10, isBold: Bool = false, tone: PDFTone = .black,
        alignment: PDFAlignment? = nil
    ) {
        self.string = string
        self.size = size
        self.isBold = isBold
        self.tone = tone
        self.alignment = alignment
    }

    public init(stringLiteral string: String) {
        self.init(string)
    }
}

/// How dark a text is.
public enum PDFTone: Hashable, Sendable {
    case black
    /// For what is less important.
    case grey
}

/// On which side lines begin or end.
public enum PDFAlignment: Hashable, Sendable {
    /// Where the script begins: left, or right for Arabic and Hebrew.
    case start
    /// On the right, for numbers.
    case right
}
