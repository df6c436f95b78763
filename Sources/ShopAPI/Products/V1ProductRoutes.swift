import BSON
import Catalog
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/products`: the catalog, for everybody, and its keeping, for admins.
struct V1ProductRoutes: Sendable {
    private let catalog: CatalogService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ catalog: CatalogService, access: ShopAccess, keys: IdempotencyKeys) {
        self.catalog = catalog
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.reading + self.searching + self.writing }

    private var reading: [Route] {
        let catalog = self.catalog
        return [
            self.list(.get, "/products", id: "listProducts", "List or search products", by: .newest),
            Route(
                .get, "/products/featured", id: "listFeaturedProducts", "The products that the shop puts first",
                tag: .v1Products, access: .anyone, input: .query(V1PageQuery.self),
                fastPath: { _, query -> Representation<V1ProductPage>? in
                    catalog.pageInMemory(Self.featured, query.request, as: V1Product.presentation)
                },
                handler: { call in
                    try await catalog.page(Self.featured, call.query.request, as: V1Product.presentation) {
                        V1ProductPage($0, $1)
                    }
                }),
            Route(
                .get, "/products/{id}", id: "getProduct", "One product", tag: .v1Products,
                access: self.access.userIfAny,
                input: .path(V1ProductPath.self), options: .init(errors: [.movedPermanently, .notFound]),
                fastPath: { path, _ -> Representation<V1Product>? in
                    catalog.productInMemory(named: path.name, as: V1Product.presentation)
                },
                handler: { call in try await self.product(named: call.path.name, for: call.caller) }),
            Route(
                .get, "/products/{id}/related", id: "listRelatedProducts", "Products like one", tag: .v1Products,
                access: .anyone, input: .path(V1ProductPath.self), options: .init(errors: [.notFound]),
                fastPath: { path, _ -> Representation<V1RelatedProducts>? in
                    catalog.relatedInMemory(toProductNamed: path.name, as: V1Product.presentation)
                },
                handler: { call in
                    try await catalog.related(toProductNamed: call.path.name, as: V1Product.presentation) {
                        V1RelatedProducts(items: $0.map { V1Product($0) })
                    }
                }),
            Route(
                .get, "/tags", id: "listTags", "The tags of the products", tag: .v1Products, access: .anyone,
                input: .query(V1PageQuery.self)
            ) { call in
                try await catalog.tags(call.query.request, as: V1Product.presentation) {
                    V1Page($0.map { V1Tag(name: $0.name, count: $0.count) })
                }
            },
        ]
    }

    private var searching: [Route] {
        let catalog = self.catalog
        return [
            self.list(
                .get, "/products/search", id: "searchProducts", "Products that have all words, the best first",
                by: .relevance),
            Route(
                .get, "/products/suggest", id: "suggestProducts", "Names for what somebody has begun to type",
                tag: .v1Products, access: .anyone, input: .query(V1SuggestionQuery.self),
                fastPath: { _, query -> Representation<V1Suggestions>? in
                    catalog.suggestionsInMemory(for: query.text, as: V1Product.presentation)
                },
                handler: { call in
                    try await catalog.suggestions(for: call.query.text, as: V1Product.presentation) {
                        V1Suggestions(items: $0)
                    }
                }),
        ]
    }

    /// A list by all filters.
    ///
    /// - Parameter order: the one where none is asked for.
    private func list(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, by order: ProductOrder
    ) -> Route {
        let catalog = self.catalog
        return Route(
            method, path, id: id, summary, tag: .v1Products, access: .anyone, input: .query(V1ProductListQuery.self),
            fastPath: { _, query -> Representation<V1ProductPage>? in
                guard let filter = try? query.filter else { return nil }
                return catalog.pageInMemory(
                    filter, by: query.sort ?? order, withFacets: query.hasFacets, query.request,
                    as: V1Product.presentation)
            },
            handler: { call in
                try await catalog.page(
                    call.query.filter, by: call.query.sort ?? order, withFacets: call.query.hasFacets,
                    call.query.request, as: V1Product.presentation
                ) { V1ProductPage($0, $1) }
            })
    }

    private var writing: [Route] {
        let catalog = self.catalog
        return [
            Route(
                .post, "/products", id: "createProduct", "Add a product", tag: .v1Products,
                access: self.access.ownPermission(.createProduct),
                input: .body(V1ProductRequest.self), options: .init(status: .created, errors: [.conflict]),
                keys: self.keys
            ) { call, keeping in
                try await catalog.create(
                    call.body.draft(within: call.caller.scope(of: .createProduct)), making: call.body.making,
                    by: call.author,
                    keeping: keeping { product in
                        Created(
                            Representation(V1Product(product)),
                            at: "\(Mount.v1.path)/products/\(product.product.id.hexString)")
                    })
            },
            Route(
                .put, "/products/{id}", id: "replaceProduct", "Replace a product", tag: .v1Products,
                access: self.access.ownPermission(.updateProduct),
                input: .path(V1ProductPath.self, body: V1ProductRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Product(
                        try await catalog.update(
                            catalog.id(ofProductNamed: call.path.name),
                            call.body.replacement(within: call.caller.scope(of: .updateProduct)),
                            within: call.caller.scope(of: .updateProduct), if: call.ifMatch,
                            shown: { V1Product($0) }, by: call.author)))
            },
            Route(
                .patch, "/products/{id}", id: "changeProduct", "Change some fields of a product", tag: .v1Products,
                access: self.access.ownPermission(.updateProduct),
                input: .path(V1ProductPath.self, body: V1ProductChanges.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Product(
                        try await catalog.update(
                            catalog.id(ofProductNamed: call.path.name),
                            call.body.changes(within: call.caller.scope(of: .updateProduct)),
                            within: call.caller.scope(of: .updateProduct), if: call.ifMatch,
                            shown: { V1Product($0) }, by: call.author)))
            },
            Route(
                .delete, "/products/{id}", id: "deleteProduct", "Remove a product until it is restored",
                tag: .v1Products,
                access: self.access.ownPermission(.deleteProduct), input: .path(V1ProductPath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await catalog.remove(
                    catalog.id(ofProductNamed: call.path.name), within: call.caller.scope(of: .deleteProduct),
                    if: call.ifMatch, shown: { V1Product($0) }, by: call.author)
                return NoContent()
            },
            Route(
                .post, "/products/{id}/restore", id: "restoreProduct", "Bring a removed product back",
                tag: .v1Products,
                access: self.access.ownPermission(.updateProduct), input: .path(V1ProductPath.self),
                options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    V1Product(
                        try await catalog.restore(
                            catalog.id(ofProductNamed: call.path.name), within: call.caller.scope(of: .updateProduct),
                            by: call.author)))
            },
        ]
    }

    private static let featured = ProductFilter(isFeatured: true)

    /// The product that everybody sees. Who may change it sees it also while it is not active. A name that it had before leads
    /// to the present one.
    private func product(named name: String, for caller: Identity?) async throws -> Representation<V1Product> {
        do {
            return try await self.catalog.product(named: name, as: V1Product.presentation) { V1Product($0) }
        } catch let error as ShopError where error.kind == .notFound {
            if let scope = caller?.scopeIfAny(of: .updateProduct),
                let product = try? await self.catalog.anyProduct(named: name, within: scope)
            {
                return Representation(V1Product(product))
            }
            guard let slug = try await self.catalog.presentSlug(ofFormer: name) else { throw error }
            throw RefusedRequest(
                .movedPermanently, "The product is called otherwise now",
                location: "\(Mount.v1.path)/products/\(slug)")
        }
    }
}
