import FoundationEssentials
package import Spreadsheets

extension ExportRequest {
    /// How its file is written.
    package var tableFormat: TableFormat {
        switch self.format {
        case .csv: .csv(hasMark: self.hasMark)
        case .xlsx: .xlsx
        }
    }
}

extension Export {
    /// What browsers save it as.
    package var fileName: String {
        let rows = self.kind == .orders && self.request.rows == .lines ? "order-lines" : self.kind.rawValue
        let day = self.createdAt.formatted(.iso8601.year().month().day())
        return "\(rows)-\(day).\(self.request.tableFormat.fileExtension)"
    }
}
