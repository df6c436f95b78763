import BSON
public import Catalog
import HTTPTypes
public import RouteKit
public import ShopCore

/// `/admin`: keeping the catalog.
public struct AdminRoutes: Sendable {
    private let catalog: CatalogService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    public init(_ catalog: CatalogService, access: ShopAccess, keys: IdempotencyKeys) {
        self.catalog = catalog
        self.access = access
        self.keys = keys
    }

    public var routes: [Route] {
        let catalog = self.catalog
        return [
            Route(
                .post, "/admin/products", id: "createProduct", "Add a product", tag: .admin, access: self.access.admin,
                input: .body(ProductDraft.self), options: .init(errors: [.conflict]), keys: self.keys
            ) { call, keeping in
                try await catalog.create(call.body, by: call.author, keeping: keeping { Representation($0.shown) })
            },
            Route(
                .patch, "/admin/products/{product_id}", id: "updateProduct", "Change some fields of a product",
                tag: .admin, access: self.access.admin, input: .path(AdminProductPath.self, body: ProductChanges.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    try await catalog.update(
                        ObjectID(call.path.id, of: "Product"), call.body, if: call.ifMatch, by: call.author
                    ).shown)
            },
            Route(
                .delete, "/admin/products/{product_id}", id: "deleteProduct", "Remove a product", tag: .admin,
                access: self.access.admin, input: .path(AdminProductPath.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                DeletedProduct(
                    product: try await catalog.delete(
                        ObjectID(call.path.id, of: "Product"), if: call.ifMatch, by: call.author)?.shown)
            },
        ]
    }
}
