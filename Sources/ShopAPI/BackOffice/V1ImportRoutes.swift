import BSON
import Catalog
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/imports`: files of products.
struct V1ImportRoutes: Sendable {
    private let imports: ImportService
    private let maximumSize: Int
    private let access: Access<Identity>
    private let keys: IdempotencyKeys

    /// - Parameter maximumSize: how large a file may be, in bytes.
    init(_ imports: ImportService, maximumSize: Int, access: ShopAccess, keys: IdempotencyKeys) {
        self.imports = imports
        self.maximumSize = maximumSize
        self.access = access.permissions(ProductImport.permissions)
        self.keys = keys
    }

    var routes: [Route] {
        let imports = self.imports
        return [
            Route(
                .post, "/admin/imports", id: "importProducts", "Have a CSV file of products taken in", tag: .v1Admin,
                access: self.access,
                input: .query(
                    V1ImportQuery.self,
                    file: IncomingFileFormat("file", or: "text/csv", maximumSize: self.maximumSize)),
                options: .init(status: .accepted), keys: self.keys
            ) { call, keeping in
                try await imports.begin(
                    call.body, isDryRun: call.query.isDryRun, by: call.author,
                    keeping: keeping { standing in
                        Created(
                            V1Import(standing),
                            at: "\(Mount.v1.path)/admin/imports/\(standing.productImport.id.hexString)")
                    })
            },
            Route(
                .get, "/admin/imports/{id}", id: "getImport", "An import, and what it has led to so far", tag: .v1Admin,
                access: self.access, input: .path(V1ImportPath.self), options: .init(errors: [.notFound])
            ) { call in
                V1Import(try await imports.productImport(ObjectID(call.path.id, of: "Import")))
            },
        ]
    }
}
