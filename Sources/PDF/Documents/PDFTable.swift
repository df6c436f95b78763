/// Rows of cells. A row is never split: what it has beyond the height of a page is left out, and so is what a text of it
/// has beyond twenty lines.
public struct PDFTable: Hashable, Sendable {
    public var columns: [PDFTableColumn]
    /// For each row the texts of each cell, one below the other; cells that are missing are empty.
    public var rows: [[[PDFText]]]
    /// Whether thin lines part the rows.
    public var hasRules: Bool
    /// Whether all rows are to stand on one page, if one has room for them.
    public var isKeptTogether: Bool

    public init(
        _ columns: [PDFTableColumn], rows: [[[PDFText]]], hasRules: Bool = true, isKeptTogether: Bool = false
    ) {
        self.columns = columns
        self.rows = rows
        self.hasRules = hasRules
        self.isKeptTogether = isKeptTogether
    }
}

/// A column of a table.
public struct PDFTableColumn: Hashable, Sendable {
    /// How wide a column is.
    public enum Width: Hashable, Sendable {
        /// As wide as its longest text, and no wider than a third of the table.
        case content
        /// Its part of what the others leave.
        case share(Double)
    }

    /// What stands above it on each page; a table all of whose columns have none has no head.
    public var title: String
    public var width: Width
    public var alignment: PDFAlignment

    public init(_ title: String = "", width: Width = .share(1), alignment: PDFAlignment = .start) {
        self.title = title
        self.width = width
        self.alignment = alignment
    }
}
