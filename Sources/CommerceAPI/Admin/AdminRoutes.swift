import BSON
public import Catalog
import HTTPTypes
import ShopCore

/// `/admin`: keeping the catalog.
public struct AdminRoutes: Sendable {
    private let catalog: CatalogService

    public init(_ catalog: CatalogService) {
        self.catalog = catalog
    }

    public var routes: [Route] {
        let catalog = self.catalog
        return [
            Route(
                .post, "/admin/products", id: "createProduct", "Add a product", tag: .admin, access: .admin,
                input: .body(ProductDraft.self), takesKey: true, errors: [.conflict]
            ) { call in
                Representation(
                    try await catalog.create(
                        call.body, by: call.author, keeping: call.keeping { Representation($0) }))
            },
            Route(
                .patch, "/admin/products/{product_id}", id: "updateProduct", "Change some fields of a product",
                tag: .admin, access: .admin, input: .path(AdminProductPath.self, body: ProductChanges.self),
                takesCondition: true, errors: [.notFound, .conflict]
            ) { call in
                Representation(
                    try await catalog.update(
                        ObjectID(call.path.id, of: "Product"), call.body, if: call.ifMatch, by: call.author))
            },
            Route(
                .delete, "/admin/products/{product_id}", id: "deleteProduct", "Remove a product", tag: .admin,
                access: .admin, input: .path(AdminProductPath.self), takesCondition: true, errors: [.notFound]
            ) { call in
                DeletedProduct(
                    product: try await catalog.delete(
                        ObjectID(call.path.id, of: "Product"), if: call.ifMatch, by: call.author))
            },
        ]
    }
}
