import HTTPTypes
import Orders
import Payments
import RouteKit
import Schemas
import ShopCore

/// `/api/v1/webhooks/stripe`: what Stripe tells by itself.
struct V1StripeRoutes: Sendable {
    private let payments: PaymentService
    private let webhook: StripeWebhook?

    /// - Parameter webhook: believes what is signed; nil where Stripe does not take the money, and nobody is listened to.
    init(_ payments: PaymentService, webhook: StripeWebhook?) {
        self.payments = payments
        self.webhook = webhook
    }

    var routes: [Route] {
        let (payments, webhook) = (self.payments, self.webhook)
        return [
            Route(
                .post, "/webhooks/stripe", id: "hearStripe", "Hear what Stripe tells, signed by it", tag: .v1Orders,
                access: .anyone, input: .body(signedBy: .init("Stripe-Signature")!, atMost: Self.largestBody),
                options: .init(errors: [.badRequest, .notFound], quota: .exempt)
            ) { call in
                guard let webhook else { throw ShopError.notFound("Not Found") }
                let event: PaymentEvent?
                do throws(StripeWebhook.Refusal) {
                    event = try webhook.event(call.body.bytes, signature: call.body.signature)
                } catch {
                    throw RefusedRequest(.badRequest, "The message is not signed by Stripe, or is too old")
                }
                if let event { try await payments.hear(event) }
                return V1HeardEvent(received: true)
            }
        ]
    }

    /// Stripe's events have a few thousand bytes.
    private static let largestBody = 262_144
}

/// That a message has arrived.
struct V1HeardEvent: SchemaObject, RouteOutput {
    var received: Bool

    static let schema = Schema(V1HeardEvent.init) { Field("received", \.received).example(true) }
}
