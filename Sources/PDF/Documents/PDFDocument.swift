public import FoundationEssentials

/// What is to be printed: blocks from top to bottom, on as many pages as they need.
///
/// It is a value. The same document gives the same bytes, on a system with the same fonts and libraries.
public struct PDFDocument: Hashable, Sendable {
    /// What readers show in the title of their window.
    public var title: String
    /// Who has made it; nil for no statement.
    public var author: String?
    /// When it was made. The bytes depend on no other clock.
    public var created: Date
    public var pageSize = PDFPageSize.a4
    /// Between the edge of a page and its blocks, in points.
    public var margin = 56.0
    /// At the foot of each page, beside its number.
    public var footer = ""
    public var blocks: [PDFBlock]

    public init(title: String, author: String? = nil, created: Date, footer: String = "", blocks: [PDFBlock]) {
        self.title = title
        self.author = author
        self.created = created
        self.footer = footer
        self.blocks = blocks
    }
}

/// How large a page is, in points: there are 72 to an inch.
public struct PDFPageSize: Hashable, Sendable {
    public var width: Double
    public var height: Double

    public init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// 210 mm × 297 mm.
    public static let a4 = PDFPageSize(width: 595.28, height: 841.89)
}
