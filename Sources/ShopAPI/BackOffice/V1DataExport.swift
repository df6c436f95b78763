import BSON
import BackOffice
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// A table of the shop's data, and where its making stands.
struct V1DataExport: SchemaObject, RouteOutput {
    var id: ObjectID
    var kind: ExportKind
    var format: ExportFormat
    var rows: ExportRows
    var from: Date?
    var to: Date?
    var status: TaskStatus
    var progress: Double
    var rowCount: Int?
    var size: Int?
    var fileURL: String?
    var failure: String?
    var createdAt: Date
    var finishedAt: Date?
    var expiresAt: Date

    static let schema = Schema(V1DataExport.init) {
        Field("id", \.id)
        Field("kind", \.kind)
        Field("format", \.format)
        Field("rows", \.rows)
        Field("from", \.from)
        Field("to", \.to)
        Field("status", \.status)
        Field("progress", \.progress).described("From 0 to 1.").example(0.25)
        Field("row_count", \.rowCount).described("Rows without the head; null until it is done.").example(1000)
        Field("size", \.size).described("Bytes; null until it is done.").example(65_536)
        Field("file_url", \.fileURL)
            .described("Where whoever has the link gets the file for an hour, without a login; null until it is done.")
        Field("failure", \.failure).described("Why there is no file; null unless it has failed.")
        Field("created_at", \.createdAt)
        Field("finished_at", \.finishedAt)
        Field("expires_at", \.expiresAt).described("When it is removed, with its file.")
    }
}

extension V1DataExport {
    static let path = "/admin/exports"

    /// - Parameter tokens: what signs links; nil for none.
    init(_ standing: ExportStanding, tokens: ExportTokens?) {
        let (export, progress) = (standing.export, standing.progress)
        var link: String?
        if progress.status == .done, let token = tokens?.token(for: export.id) {
            link = "\(Mount.v1.path)\(Self.path)/\(export.id.hexString)/file?token=\(token)"
        }
        let unknown = "The export broke off; please ask for it again"
        self.init(
            id: export.id, kind: export.kind, format: export.request.format, rows: export.request.rows,
            from: export.request.from, to: export.request.to, status: progress.status, progress: progress.progress,
            rowCount: export.rowCount, size: export.size, fileURL: link,
            failure: progress.status == .failed ? export.failure ?? unknown : nil, createdAt: export.createdAt,
            finishedAt: export.finishedAt, expiresAt: export.deleteAt)
    }
}
