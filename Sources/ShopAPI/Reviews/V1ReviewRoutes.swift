import BSON
import Catalog
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/products/{id}/reviews`: what users think of products.
struct V1ReviewRoutes: Sendable {
    private let reviews: ReviewService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ reviews: ReviewService, access: ShopAccess, keys: IdempotencyKeys) {
        self.reviews = reviews
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let reviews = self.reviews
        return [
            Route(
                .get, "/products/{id}/reviews", id: "listReviews",
                "What users think of a product, one by one and together",
                tag: .v1Reviews, access: self.access.userIfAny,
                input: .path(V1ProductPath.self, query: V1ReviewListQuery.self), options: .init(errors: [.notFound])
            ) { call in
                V1ReviewPage(
                    try await reviews.page(
                        ofProductNamed: call.path.name, call.query.order, call.query.request,
                        for: ReviewReader(call.caller)))
            },
            Route(
                .get, "/products/{id}/reviews/{review_id}", id: "getReview", "One review", tag: .v1Reviews,
                access: self.access.userIfAny, input: .path(V1ReviewPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(
                    V1Review(
                        try await reviews.review(
                            ObjectID(call.path.id, of: "Review"), ofProductNamed: call.path.product,
                            for: ReviewReader(call.caller))))
            },
        ]
    }

    private var writing: [Route] {
        let reviews = self.reviews
        return [
            Route(
                .post, "/products/{id}/reviews", id: "createReview", "Review a product, once", tag: .v1Reviews,
                access: self.access.user, input: .path(V1ProductPath.self, body: V1ReviewRequest.self),
                options: .init(status: .created, errors: [.notFound, .conflict]), keys: self.keys
            ) { call, keeping in
                try await reviews.create(
                    call.body.draft, ofProductNamed: call.path.name, by: call.caller,
                    keeping: keeping { listed in
                        let product = "\(Mount.v1.path)/products/\(listed.review.productID.hexString)"
                        return Created(
                            Representation(V1Review(listed)), at: "\(product)/reviews/\(listed.review.id.hexString)")
                    })
            },
            Route(
                .patch, "/products/{id}/reviews/{review_id}", id: "changeReview",
                "Change some fields of one's own review, or hide one", tag: .v1Reviews, access: self.access.holder,
                input: .path(V1ReviewPath.self, body: V1ReviewChanges.self),
                options: .init(errors: [.forbidden, .notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1Review(
                        try await reviews.change(
                            ObjectID(call.path.id, of: "Review"), ofProductNamed: call.path.product, call.body.changes,
                            as: ReviewReader(call.caller), if: call.ifMatch, shown: { V1Review($0) },
                            by: call.author)))
            },
            Route(
                .delete, "/products/{id}/reviews/{review_id}", id: "deleteReview", "Remove one's own review, or any",
                tag: .v1Reviews, access: self.access.holder, input: .path(V1ReviewPath.self),
                options: .init(status: .noContent, errors: [.forbidden, .notFound], takesCondition: true)
            ) { call in
                try await reviews.delete(
                    ObjectID(call.path.id, of: "Review"), ofProductNamed: call.path.product,
                    as: ReviewReader(call.caller), if: call.ifMatch, shown: { V1Review($0) }, by: call.author)
                return NoContent()
            },
            Route(
                .post, "/products/{id}/reviews/{review_id}/helpful", id: "voteForReview",
                "Find somebody's review helpful, once", tag: .v1Reviews, access: self.access.user,
                input: .path(V1ReviewPath.self), options: .init(status: .noContent, errors: [.notFound, .conflict])
            ) { call in
                try await reviews.vote(
                    for: ObjectID(call.path.id, of: "Review"), ofProductNamed: call.path.product,
                    by: call.caller.userID)
                return NoContent()
            },
        ]
    }
}
