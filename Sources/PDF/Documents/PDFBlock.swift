/// A part of a document, as wide as the page.
public enum PDFBlock: Hashable, Sendable {
    /// Lines of text, which may go on on the next page.
    case text(PDFText)
    case table(PDFTable)
    /// A thin line from margin to margin.
    case rule
    /// Nothing, of a height in points.
    case space(Double)

    /// Texts beside each other in columns of one width, on one page.
    public static func columns(_ columns: [[PDFText]]) -> PDFBlock {
        .table(PDFTable(columns.map { _ in PDFTableColumn() }, rows: [columns], hasRules: false))
    }
}
