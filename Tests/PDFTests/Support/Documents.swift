import Foundation
import PDF
import PDFTestSupport

extension PDFDocument {
    static let moment = Date(timeIntervalSince1970: 1_780_000_000)

    init(_ blocks: PDFBlock...) {
        self.init(title: "A document", created: Self.moment, blocks: blocks)
    }

    /// A word as large as possible.
    static func large(_ text: String) -> PDFDocument { PDFDocument(.text(PDFText(text, size: 60))) }

    /// A picture of the first page.
    func picture() async throws -> Picture { try Picture(try await PDFRenderer.patient.render(self)) }
}

extension PDFRenderer {
    /// Waits as long as it takes: the machine of the tests may have much else to do.
    static let patient = PDFRenderer(timeout: .seconds(300))
}

extension PDFTable {
    /// Names and amounts.
    static func prices(_ rows: [(String, String)]) -> PDFTable {
        PDFTable(
            [PDFTableColumn("What"), PDFTableColumn("Amount", width: .content, alignment: .right)],
            rows: rows.map { [[PDFText($0)], [PDFText($1)]] })
    }
}
