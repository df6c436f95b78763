import BSON
import HTTPTypes
import RouteKit
import ShopCore
import Webhooks

/// `/api/v1/admin/webhooks`: other systems that want to know what happens in the shop.
struct V1WebhookRoutes: Sendable {
    private let webhooks: WebhookService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ webhooks: WebhookService, access: ShopAccess, keys: IdempotencyKeys) {
        self.webhooks = webhooks
        self.access = access
        self.keys = keys
    }

    private static let list = "/admin/webhooks"
    private static let one = "/admin/webhooks/{id}"

    var routes: [Route] { self.reading + self.writing + self.deliveries }

    private var reading: [Route] {
        let webhooks = self.webhooks
        let access = self.access.permission(.manageWebhook)
        return [
            Route(
                .get, Self.list, id: "listWebhooks", "The endpoints of webhooks, the newest first", tag: .v1Admin,
                access: access, input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await webhooks.page(call.query.request).map { V1Webhook($0) })
            },
            Route(
                .get, Self.one, id: "getWebhook", "One endpoint, without its secret", tag: .v1Admin, access: access,
                input: .path(V1WebhookPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1Webhook(try await webhooks.endpoint(call.path.webhook())))
            },
        ]
    }

    private var writing: [Route] {
        let webhooks = self.webhooks
        let access = self.access.permission(.manageWebhook)
        return [
            Route(
                .post, Self.list, id: "createWebhook", "Add an endpoint, and get its secret", tag: .v1Admin,
                access: access, input: .body(V1WebhookRequest.self),
                options: .init(status: .created, errors: [.conflict]), keys: self.keys
            ) { call, keeping in
                try await webhooks.create(
                    call.body.draft, by: call.author,
                    keeping: keeping { made in
                        Created(
                            Extended(V1Webhook(made.endpoint), V1WebhookSecret(secret: made.secret)),
                            at: "\(Mount.v1.path)\(Self.list)/\(made.endpoint.id.hexString)")
                    })
            },
            Route(
                .patch, Self.one, id: "changeWebhook", "Change some fields of an endpoint, pause it, or let it go on",
                tag: .v1Admin, access: access, input: .path(V1WebhookPath.self, body: V1WebhookChanges.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1Webhook(
                        try await webhooks.change(
                            call.path.webhook(), call.body.changes, if: call.ifMatch, shown: { V1Webhook($0) },
                            by: call.author)))
            },
            Route(
                .delete, Self.one, id: "deleteWebhook", "Remove an endpoint", tag: .v1Admin, access: access,
                input: .path(V1WebhookPath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await webhooks.delete(
                    call.path.webhook(), if: call.ifMatch, shown: { V1Webhook($0) }, by: call.author)
                return NoContent()
            },
        ]
    }

    private var deliveries: [Route] {
        let webhooks = self.webhooks
        let access = self.access.permission(.manageWebhook)
        return [
            Route(
                .get, "\(Self.one)/deliveries", id: "listWebhookDeliveries",
                "What an endpoint was told in the last week, the newest first", tag: .v1Admin, access: access,
                input: .path(V1WebhookPath.self, query: V1PageQuery.self), options: .init(errors: [.notFound])
            ) { call in
                V1Page(
                    try await webhooks.deliveries(to: call.path.webhook(), call.query.request)
                        .map { V1WebhookDelivery($0) })
            },
            Route(
                .post, "\(Self.one)/deliveries/{delivery}/replay", id: "replayWebhookDelivery",
                "Deliver an event again", tag: .v1Admin, access: access, input: .path(V1WebhookDeliveryPath.self),
                options: .init(status: .accepted, errors: [.notFound, .conflict])
            ) { call in
                V1WebhookDelivery(
                    try await webhooks.replay(
                        ObjectID(call.path.delivery, of: "Delivery"), to: ObjectID(call.path.id, of: "Webhook")))
            },
            Route(
                .post, "\(Self.one)/test", id: "testWebhook", "Send an endpoint a test, once", tag: .v1Admin,
                access: access, input: .path(V1WebhookPath.self),
                options: .init(status: .accepted, errors: [.notFound]), keys: self.keys
            ) { call, keeping in
                try await webhooks.test(
                    call.path.webhook(), keeping: keeping { V1WebhookDelivery($0) })
            },
        ]
    }
}
