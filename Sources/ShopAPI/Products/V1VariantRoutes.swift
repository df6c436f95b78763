import BSON
import Catalog
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/products/{id}/variants`: the forms in which a product is sold.
struct V1VariantRoutes: Sendable {
    private let catalog: CatalogService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ catalog: CatalogService, access: ShopAccess, keys: IdempotencyKeys) {
        self.catalog = catalog
        self.access = access
        self.keys = keys
    }

    var routes: [Route] {
        let catalog = self.catalog
        let access = self.access.ownPermission(.updateProduct)
        return [
            Route(
                .get, "/products/{id}/variants", id: "listVariants", "The variants of a product", tag: .v1Products,
                access: self.access.userIfAny, input: .path(V1ProductPath.self, query: V1PageQuery.self),
                options: .init(errors: [.notFound])
            ) { call in
                V1Page(
                    try await catalog.variants(
                        ofProductNamed: call.path.name, within: call.caller?.scopeIfAny(of: .updateProduct),
                        call.query.request
                    ).map { V1Variant($0) })
            },
            Route(
                .get, "/products/{id}/variants/{variant_id}", id: "getVariant", "One variant of a product",
                tag: .v1Products, access: self.access.userIfAny, input: .path(V1VariantPath.self),
                options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    V1Variant(
                        try await catalog.variant(
                            ObjectID(call.path.id, of: "Variant"), ofProductNamed: call.path.product,
                            within: call.caller?.scopeIfAny(of: .updateProduct))))
            },
            Route(
                .post, "/products/{id}/variants", id: "createVariant", "Add a variant to a product", tag: .v1Products,
                access: access, input: .path(V1ProductPath.self, body: V1VariantRequest.self),
                options: .init(status: .created, errors: [.notFound, .conflict]), keys: self.keys
            ) { call, keeping in
                try await catalog.addVariant(
                    call.body.draft, to: catalog.id(ofProductNamed: call.path.name),
                    within: call.caller.scope(of: .updateProduct), by: call.author,
                    keeping: keeping { listed in
                        let product = "\(Mount.v1.path)/products/\(listed.product.id.hexString)"
                        return Created(
                            Representation(V1Variant(listed)), at: "\(product)/variants/\(listed.variant.id.hexString)")
                    })
            },
            Route(
                .patch, "/products/{id}/variants/{variant_id}", id: "changeVariant",
                "Change some fields of a variant", tag: .v1Products, access: access,
                input: .path(V1VariantPath.self, body: V1VariantChanges.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Variant(
                        try await catalog.changeVariant(
                            ObjectID(call.path.id, of: "Variant"), of: catalog.id(ofProductNamed: call.path.product),
                            call.body.changes, within: call.caller.scope(of: .updateProduct), if: call.ifMatch,
                            shown: { V1Variant($0) }, by: call.author)))
            },
            Route(
                .delete, "/products/{id}/variants/{variant_id}", id: "deleteVariant", "Remove a variant",
                tag: .v1Products, access: access, input: .path(V1VariantPath.self),
                options: .init(status: .noContent, errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                try await catalog.removeVariant(
                    ObjectID(call.path.id, of: "Variant"), of: catalog.id(ofProductNamed: call.path.product),
                    within: call.caller.scope(of: .updateProduct), if: call.ifMatch, shown: { V1Variant($0) },
                    by: call.author)
                return NoContent()
            },
        ]
    }
}
