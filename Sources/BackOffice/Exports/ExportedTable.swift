import MongoODM
import Spreadsheets

/// The rows of a table, a page of documents at a time, in an order in which they can be walked over by an index.
protocol ExportedTable: Sendable {
    var title: String { get }
    var header: [String] { get }

    /// How many documents there are, more or less.
    func count() async throws -> Int

    /// The rows of the documents behind a place, from the first for nil.
    func page(after place: PageCursor?) async throws -> ExportedPage
}

struct ExportedPage: Sendable {
    var rows: [[Cell]]
    /// How many documents were looked at.
    var documents: Int
    /// Where the next page begins; nil for the last.
    var next: PageCursor?

    init<Model>(_ page: Page<Model>, _ rows: (Model) -> [[Cell]]) {
        self.rows = page.items.flatMap(rows)
        self.documents = page.items.count
        self.next = page.next
    }

    /// How many documents a page has: their rows are in memory together.
    static let size = 250
}
