import BSON
import Catalog
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/categories`: the groups of products, for everybody, and their keeping.
struct V1CategoryRoutes: Sendable {
    private let categories: CategoryService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ categories: CategoryService, access: ShopAccess, keys: IdempotencyKeys) {
        self.categories = categories
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let categories = self.categories
        return [
            Route(
                .get, "/categories", id: "listCategories", "All categories, as trees or as a page", tag: .v1Products,
                access: .anyone, input: .query(V1CategoryListQuery.self),
                fastPath: { _, query -> Representation<V1CategoryList>? in
                    categories.listInMemory(query.isFlat ? query.request : nil, as: V1Product.presentation)
                },
                handler: { call -> Representation<V1CategoryList> in
                    if call.query.isFlat {
                        try await categories.page(call.query.request, as: V1Product.presentation) { .page($0) }
                    } else {
                        try await categories.trees(as: V1Product.presentation) { .trees($0) }
                    }
                }),
            Route(
                .get, "/categories/{id}", id: "getCategory", "One category, with all that is part of it",
                tag: .v1Products,
                access: .anyone, input: .path(V1CategoryPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1CategoryTree(try await categories.tree(named: call.path.name)))
            },
        ]
    }

    private var writing: [Route] {
        let categories = self.categories
        let access = self.access.permission(.manageCategory)
        return [
            Route(
                .post, "/categories", id: "createCategory", "Add a category", tag: .v1Products, access: access,
                input: .body(V1CategoryRequest.self), options: .init(status: .created, errors: [.conflict]),
                keys: self.keys
            ) { call, keeping in
                try await categories.create(
                    call.body.draft, by: call.author,
                    keeping: keeping { tree in
                        Created(
                            Representation(V1CategoryTree(tree)),
                            at: "\(Mount.v1.path)/categories/\(tree.category.id.hexString)")
                    })
            },
            Route(
                .put, "/categories/{id}", id: "replaceCategory", "Replace a category", tag: .v1Products, access: access,
                input: .path(V1CategoryPath.self, body: V1CategoryRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1CategoryTree(
                        try await categories.update(
                            call.path.name, call.body.draft.replacement, if: call.ifMatch,
                            shown: { V1CategoryTree($0) }, by: call.author)))
            },
            Route(
                .patch, "/categories/{id}", id: "changeCategory", "Change some fields of a category", tag: .v1Products,
                access: access, input: .path(V1CategoryPath.self, body: V1CategoryChanges.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1CategoryTree(
                        try await categories.update(
                            call.path.name, call.body.changes, if: call.ifMatch, shown: { V1CategoryTree($0) },
                            by: call.author)))
            },
            Route(
                .delete, "/categories/{id}", id: "deleteCategory", "Remove a category that is empty", tag: .v1Products,
                access: access, input: .path(V1CategoryPath.self),
                options: .init(status: .noContent, errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                try await categories.delete(
                    call.path.name, if: call.ifMatch, shown: { V1CategoryTree($0) }, by: call.author)
                return NoContent()
            },
        ]
    }
}
