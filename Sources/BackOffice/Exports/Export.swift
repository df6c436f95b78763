package import BSON
package import FoundationEssentials
package import MongoODM
package import Schemas
import ShopCore

/// What can be exported.
package enum ExportKind: String, SchemaEnum {
    case orders
    case products
    case users
}

/// In which form.
package enum ExportFormat: String, SchemaEnum {
    case csv
    case xlsx
}

/// What a row of exported orders is.
package enum ExportRows: String, SchemaEnum {
    case orders
    case lines
}

/// What somebody wants to have exported.
package struct ExportRequest: SchemaObject, Hashable {
    package var kind: ExportKind
    package var format: ExportFormat
    package var rows: ExportRows
    /// Whether comma-separated values begin with a byte order mark.
    package var hasMark: Bool
    /// What is older is left out.
    package var from: Date?
    /// What is not older is left out.
    package var to: Date?

    package init(
        kind: ExportKind, format: ExportFormat, rows: ExportRows = .orders, hasMark: Bool = false, from: Date? = nil,
        to: Date? = nil
    ) {
        self.kind = kind
        self.format = format
        self.rows = rows
        self.hasMark = hasMark
        self.from = from
        self.to = to
    }

    package static let schema = Schema(ExportRequest.init) {
        Field("kind", \.kind)
        Field("format", \.format)
        Field("rows", \.rows, default: .orders)
        Field("bom", \.hasMark, default: false)
        Field("from", \.from)
        Field("to", \.to)
    }
}

/// A table of the shop's data, made by a job and kept for some days. That it is done says its file, which is named in the one
/// statement that makes it visible.
package struct Export: Document {
    package var id = ObjectID()
    /// As in ``ExportRequest``: lists show some kinds only.
    package var kind: ExportKind
    package var request: ExportRequest
    /// Who asked for it.
    package var userID: ObjectID?
    /// What makes it.
    package var jobID: ObjectID
    package var createdAt = Date.now
    /// When MongoDB deletes this, and a sweep the file.
    package var deleteAt: Date
    package var fileID: ObjectID?
    /// Bytes.
    package var size: Int?
    /// Rows without the head.
    package var rowCount: Int?
    package var finishedAt: Date?
    /// Why there is no file, in a sentence for who asked; nil unless that is certain.
    package var failure: String?

    package static let schema = Schema("exports", Export.init) {
        Field("_id", \.id).alsoAs("id")
        Field("kind", \.kind)
        Field("request", \.request)
        Field("user_id", \.userID)
        Field("job_id", \.jobID)
        Field("created_at", \.createdAt)
        Field("delete_at", \.deleteAt)
        Field("file_id", \.fileID)
        Field("size", \.size)
        Field("row_count", \.rowCount)
        Field("finished_at", \.finishedAt)
        Field("failure", \.failure)
    }

    /// Before every file. What compares with an identifier is no null.
    static let noFile = ObjectID("000000000000000000000000")

    /// Those of some kinds, the newest first; who owns a file; what is to go.
    package static let indexes = [
        Index<Export>(.ascending(\.kind), .descending(\.id)),
        Index<Export>(.ascending(\.fileID)).only(where: \.fileID > noFile),
        Index<Export>(.ascending(\.deleteAt)).expiring(after: .zero),
    ]
}

extension Export {
    /// Whether it has failed; nil while it has not ended, as far as this alone tells.
    var hasFailed: Bool? {
        if self.fileID != nil { return false }
        return self.failure == nil ? nil : true
    }
}
