import MongoODM
import Spreadsheets
import Synchronization

/// The bytes of a table, made as they are asked for.
struct ExportedBytes: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let table: any ExportedTable
    let writer: any TableWriter
    let tally = Tally()
    /// Is told how many documents are in the file.
    let report: @Sendable (Int) -> Void

    /// How many rows were written.
    final class Tally: Sendable {
        private let count = Mutex(0)

        var rows: Int { self.count.withLock { $0 } }

        func add(_ rows: Int) { self.count.withLock { $0 += rows } }
    }

    func makeAsyncIterator() -> Iterator { Iterator(bytes: self) }

    struct Iterator: AsyncIteratorProtocol {
        let bytes: ExportedBytes
        private var place: PageCursor?
        private var isAtEnd = false
        private var documents = 0

        init(bytes: ExportedBytes) {
            self.bytes = bytes
        }

        mutating func next() async throws -> [UInt8]? {
            while !self.isAtEnd {
                let page = try await self.bytes.table.page(after: self.place)
                self.place = page.next
                self.isAtEnd = page.next == nil
                let written = try await self.bytes.writer.write(page.rows)
                self.bytes.tally.add(page.rows.count)
                self.documents += page.documents
                self.bytes.report(self.documents)
                if !written.isEmpty { return written }
            }
            return try await self.bytes.writer.rest()
        }
    }
}
