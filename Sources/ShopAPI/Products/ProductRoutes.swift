public import Catalog
import HTTPTypes
public import RouteKit

/// `/products`: the catalog, for everybody.
public struct ProductRoutes: Sendable {
    private let catalog: CatalogService

    public init(_ catalog: CatalogService) {
        self.catalog = catalog
    }

    public var routes: [Route] {
        let catalog = self.catalog
        return [
            Route(
                .get, "/products", id: "listProducts", "List or search products", tag: .products, access: .anyone,
                input: .query(ProductListQuery.self), options: .init(isRateLimited: true),
                fastPath: { _, query in
                    catalog.listInMemory(
                        search: query.text, productID: query.productID, skip: query.skip, limit: query.limit)
                },
                handler: { call in
                    try await catalog.list(
                        search: call.query.text, productID: call.query.productID, skip: call.query.skip,
                        limit: call.query.limit)
                }),
            Route(
                .get, "/products/{slug}", id: "getProduct", "One product", tag: .products, access: .anyone,
                input: .path(ProductPath.self), options: .init(errors: [.notFound], isRateLimited: true),
                fastPath: { path, _ in catalog.productInMemory(slug: path.slug) },
                handler: { call in try await catalog.product(slug: call.path.slug) }),
        ]
    }
}
