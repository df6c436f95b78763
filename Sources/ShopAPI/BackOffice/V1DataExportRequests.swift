import BackOffice
import FoundationEssentials
import Schemas
import ShopCore

/// What to export, in the query or in a body, which counts where both say something.
struct V1DataExportRequest: SchemaObject {
    var format: ExportFormat?
    var from: Date?
    var to: Date?
    var rows: ExportRows?
    var hasMark: Bool?

    static let schema = Schema(V1DataExportRequest.init) {
        Field("format", \.format).described("`csv` when absent.").example(.xlsx)
        Field("from", \.from).described("What was placed, added or registered before is left out.")
        Field("to", \.to).described("What was placed, added or registered then or later is left out.")
        Field("rows", \.rows).described("Of orders alone: a row for each (`orders`, when absent) or for each line.")
        Field("bom", \.hasMark)
            .described("Whether CSV begins with a byte order mark, by which spreadsheets know that it is UTF-8.")
    }

    /// - Parameter query: what counts where this says nothing.
    /// - Throws: `ValidationError` where there is no time between the moments.
    func request(_ kind: ExportKind, or query: V1DataExportRequest) throws(ValidationError) -> ExportRequest {
        let (from, to) = (self.from ?? query.from, self.to ?? query.to)
        if let from, let to, to <= from {
            let place = self.to == nil ? "query" : "body"
            throw ValidationError([
                Violation(
                    path: [.field(place), .field("to")], code: "value_error", message: "The end should be after `from`")
            ])
        }
        return ExportRequest(
            kind: kind, format: self.format ?? query.format ?? .csv, rows: self.rows ?? query.rows ?? .orders,
            hasMark: self.hasMark ?? query.hasMark ?? false, from: from, to: to)
    }
}

/// Which export.
struct V1DataExportPath: SchemaObject {
    var id: String

    static let schema = Schema(V1DataExportPath.init) {
        Field("id", \.id).described("The export's id.").example("507f1f77bcf86cd799439019")
    }
}

/// What stands for a login in a link.
struct V1DataExportLink: SchemaObject {
    var token: String?

    static let schema = Schema(V1DataExportLink.init) {
        Field("token", \.token).length(...200).described("As `file_url` has it: good for an hour, without a login.")
    }
}
