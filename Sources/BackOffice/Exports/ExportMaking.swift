import Accounts
import BSON
import Catalog
import MongoJobs
import MongoODM
import Orders
import ShopCore
import Spreadsheets

/// Makes the files of exports.
struct ExportMaking: Sendable {
    let store: ExportStore
    private let orders: Repository<Order>
    private let products: Repository<Product>
    private let users: Repository<User>

    init(_ store: ExportStore, _ collections: Collections) {
        self.store = store
        self.orders = Repository(collections.database).leavingOutUnreadable(collections.reportUnreadable)
        self.products = Repository(collections.database).leavingOutUnreadable(collections.reportUnreadable)
        self.users = Repository(collections.database).leavingOutUnreadable(collections.reportUnreadable)
    }

    /// Makes the file of an export that has none.
    func make(_ id: ObjectID, _ run: JobRun) async throws {
        guard let export = try await self.store.exports.get(id), export.fileID == nil else { return }
        do {
            try await self.make(export) { run.report($0) }
        } catch let error as SpreadsheetError where error.code != .busy {
            try await self.store.fail(id, Self.reason(error))
            throw JobFailure.permanent("\(error)")
        }
    }

    private func make(_ export: Export, report: @escaping @Sendable (Double) -> Void) async throws {
        let table = self.table(export.request)
        let expected = try await table.count()
        let writer = try await export.request.tableFormat.writer(title: table.title, header: table.header)
        let bytes = ExportedBytes(table: table, writer: writer) { documents in
            // The end of a workbook comes behind its rows, and takes about as long again.
            let share = Double(documents) / Double(max(expected, documents, 1))
            report(share * (export.request.format == .xlsx ? 0.6 : 0.99))
        }
        let file = try await self.store.files.upload(export.fileName, from: bytes)
        // Another worker may have been faster, or the export is gone.
        guard try await self.store.finish(export.id, with: file, rows: bytes.tally.rows) else {
            try await self.store.files.delete(file.id)
            return
        }
    }

    private func table(_ request: ExportRequest) -> any ExportedTable {
        switch (request.kind, request.rows) {
        case (.orders, .orders): ExportedOrders(orders: self.orders, request: request)
        case (.orders, .lines): ExportedLines(orders: self.orders, request: request)
        case (.products, _): ExportedProducts(products: self.products, request: request)
        case (.users, _): ExportedUsers(users: self.users, request: request)
        }
    }

    private static func reason(_ error: SpreadsheetError) -> String {
        switch error.code {
        case .tooLarge: "This is more than a workbook holds; ask for a shorter time, or for CSV"
        case .noRoom: "The shop has no room for so large a file at the moment"
        default: "The file could not be written"
        }
    }
}
