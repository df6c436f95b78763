import BSON
import BackOffice
import HTTPTypes
import MongoODM
import NIOCore
import RouteKit
import ShopCore
import Spreadsheets

/// `/api/v1/admin/export/…` and `/admin/exports`: tables of the shop's data.
struct V1DataExportRoutes: Sendable {
    private let exports: ExportService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    /// How a link shows which file it opens.
    private static let link = ParameterScheme(
        id: "ExportLink", name: "token",
        summary: "The token in an export's `file_url`. It counts where the request shows no other token.")

    init(_ exports: ExportService, access: ShopAccess, keys: IdempotencyKeys) {
        self.exports = exports
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.asking + self.reading }

    private var asking: [Route] {
        [
            self.asking(
                .post, "/admin/export/orders", of: .orders, id: "exportOrders", "Have orders, or their lines, exported"),
            self.asking(
                .post, "/admin/export/products", of: .products, id: "exportProducts",
                "Have products exported, as imports take them"),
            self.asking(.post, "/admin/export/users", of: .users, id: "exportUsers", "Have users exported"),
        ]
    }

    private func asking(
        _ method: HTTPRequest.Method, _ path: String, of kind: ExportKind, id: String, _ summary: String
    ) -> Route {
        let exports = self.exports
        return Route(
            method, path, id: id, summary, tag: .v1Admin,
            access: self.access.permissions(kind.permissions),
            input: .query(V1DataExportRequest.self, optionalBody: V1DataExportRequest.self),
            options: .init(status: .accepted), keys: self.keys
        ) { call, keeping in
            try await exports.begin(
                call.body.request(kind, or: call.query), by: call.author,
                keeping: keeping { standing in
                    Created(
                        V1DataExport(standing, tokens: nil),
                        at: "\(Mount.v1.path)\(V1DataExport.path)/\(standing.export.id.hexString)")
                })
        }
    }

    private var reading: [Route] {
        let exports = self.exports
        let access = self.access.permission(.readReport)
        return [
            Route(
                .get, "/admin/exports", id: "listExports", "The exports, the newest first", tag: .v1Admin,
                access: access, input: .query(V1PageQuery.self)
            ) { call in
                V1Page(
                    try await exports.page(call.query.request, for: call.caller)
                        .map { V1DataExport($0, tokens: exports.tokens) })
            },
            Route(
                .get, "/admin/exports/{id}", id: "getExport", "An export, and the link to its file", tag: .v1Admin,
                access: access,
                input: .path(V1DataExportPath.self), options: .init(errors: [.notFound])
            ) { call in
                V1DataExport(
                    try await exports.export(call.path.export(), for: call.caller), tokens: exports.tokens)
            },
            Route(
                .get, "/admin/exports/{id}/file", id: "getExportFile", "The file of an export", tag: .v1Admin,
                access: access.orParameter(Self.link),
                input: .path(V1DataExportPath.self, query: V1DataExportLink.self),
                options: .init(
                    errors: [.notFound, .conflict],
                    mediaTypes: [TableFormat.csv(hasMark: false).mediaType, TableFormat.xlsx.mediaType])
            ) { call in
                switch call.caller {
                case .caller(let reader):
                    Download(try await exports.file(of: call.path.export(), for: reader))
                case .parameter(let token):
                    Download(try await exports.file(of: call.path.export(), token: token))
                }
            },
        ]
    }
}

extension V1DataExportPath {
    fileprivate func export() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Export") }
}

extension Download {
    /// Another file has another id, so the tag is that.
    fileprivate init(_ file: ExportFile) {
        self.init(
            length: file.size, contentType: file.export.request.tableFormat.mediaType,
            entityTag: "\"\(file.id.hexString)\"", disposition: .attachment(fileName: file.export.fileName)
        ) { range in
            { send in
                for try await piece in file.bytes(range) { try await send(ByteBuffer(bytes: piece)) }
            }
        }
    }
}
