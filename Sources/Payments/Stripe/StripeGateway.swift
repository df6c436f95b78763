import BSON
import FoundationEssentials
import ShopCore

/// Stripe, by payment intents.
///
/// Every POST has an idempotency key of the attempt or the refund, so that a try which gets lost and comes again is done
/// once. Only cancelling has a key of its own each time: Stripe keeps answers, and one that was refused while the intent was
/// processing would come again when it could be cancelled. What can't be done twice by itself (a refund) is not tried
/// again here where an answer was lost; the shop asks first.
package struct StripeGateway: PaymentGateway {
    package let name = "stripe"
    private let client: StripeClient
    private let timeouts: StripeSettings.Timeouts

    /// No connection is made before the first call. ``shutdown()`` must come before the gateway is let go.
    package init(_ settings: StripeSettings) {
        self.client = StripeClient(settings)
        self.timeouts = settings.timeouts
    }

    /// Closes the connections. Calls that are under way fail.
    package func shutdown() async {
        await self.client.shutdown()
    }

    package func canCharge(_ token: String) -> Bool { Self.isName(token, prefix: "pm_") }

    package func open(_ attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent {
        guard attempt.amount > .zero else { throw .misconfigured("an amount of \(attempt.amount) can't be charged") }
        var fields = [
            ("amount", "\(attempt.amount.minorUnits)"), ("currency", attempt.amount.currency.rawValue),
            ("capture_method", attempt.capture.rawValue),
            // No ways to pay that lead away from the shop's page.
            ("payment_method_types[0]", "card"),
            ("metadata[order_id]", attempt.orderID.hexString), ("metadata[number]", attempt.orderNumber),
        ]
        if let token = attempt.token {
            guard self.canCharge(token) else { throw .refused(Self.unknownToken) }
            fields.append(("payment_method", token))
        }
        let request = StripeRequest.post("payment_intents", fields, key: attempt.key)
        let reply = try await self.client.send(request, within: self.timeouts.open)
        if reply.isSuccess { return try Self.intent(reply, request) }
        if reply.status == 404, attempt.token != nil { throw .refused(Self.unknownToken) }
        throw Self.error(reply, request)
    }

    package func pay(_ id: String, for attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent {
        guard attempt.token != nil else { return try await self.find(id) }
        return try await self.change(id, "confirm", key: "\(attempt.key)-confirm", within: self.timeouts.pay) {
            $0.state == .open
        }
    }

    package func capture(_ id: String, for attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent {
        try await self.change(id, "capture", key: "\(attempt.key)-capture", within: self.timeouts.capture) {
            $0.state == .authorized
        }
    }

    package func cancel(_ id: String) async throws(PaymentError) -> PaymentIntent {
        try await self.change(id, "cancel", key: UUID().uuidString, within: self.timeouts.cancel) { intent in
            switch intent.state {
            case .paid, .processing, .canceled: false
            default: true
            }
        }
    }

    package func refund(_ request: PaymentRefundRequest) async throws(PaymentError) -> PaymentRefund {
        guard request.amount > .zero else { throw .misconfigured("an amount of \(request.amount) can't be given back") }
        let call = StripeRequest.post(
            "refunds",
            [
                ("payment_intent", try Self.intentName(request.intentID)), ("amount", "\(request.amount.minorUnits)"),
                ("metadata[refund_id]", request.id.hexString),
            ], key: request.key, isRepeatable: false)
        let reply = try await self.client.send(call, within: self.timeouts.refund)
        if reply.isSuccess { return try (reply.value(call.operation) as StripeRefund).refund() }
        let failure = reply.failure
        guard reply.status == 400, failure.type != "idempotency_error" else { throw Self.error(reply, call) }
        throw .refused(
            PaymentRefusal(
                code: failure.code ?? "refund_refused", message: "The payment can't be given back like this."))
    }

    package func find(_ id: String) async throws(PaymentError) -> PaymentIntent {
        let request = StripeRequest.get("payment_intents/\(try Self.intentName(id))")
        let reply = try await self.client.send(request, within: self.timeouts.find)
        guard reply.isSuccess else { throw Self.error(reply, request) }
        return try Self.intent(reply, request)
    }

    package func refunds(of id: String) async throws(PaymentError) -> [PaymentRefund] {
        let request = StripeRequest.get("refunds", [("payment_intent", try Self.intentName(id)), ("limit", "100")])
        let reply = try await self.client.send(request, within: self.timeouts.find)
        guard reply.isSuccess else { throw Self.error(reply, request) }
        var refunds: [PaymentRefund] = []
        for refund in try (reply.value(request.operation) as StripeRefundList).data {
            refunds.append(try refund.refund())
        }
        return refunds
    }

    // MARK: Answers

    /// Changes an intent. Where Stripe refuses, the intent is asked what has become of it: it may have been changed
    /// already, or the bank may have said no.
    ///
    /// - Parameter isUnchanged: whether the intent is one that should have been changed.
    private func change(
        _ id: String, _ verb: String, key: String, within timeout: Duration,
        unless isUnchanged: (PaymentIntent) -> Bool
    ) async throws(PaymentError) -> PaymentIntent {
        let request = StripeRequest.post("payment_intents/\(try Self.intentName(id))/\(verb)", key: key)
        let reply = try await self.client.send(request, within: timeout)
        if reply.isSuccess { return try Self.intent(reply, request) }
        guard reply.status == 400 || reply.status == 402 else { throw Self.error(reply, request) }
        let intent = try await self.find(id)
        if isUnchanged(intent) { throw Self.error(reply, request) }
        return intent
    }

    private static func intent(
        _ reply: StripeReply, _ request: StripeRequest
    ) throws(PaymentError) -> PaymentIntent {
        try (reply.value(request.operation) as StripeIntent).intent()
    }

    /// Why a request was not done.
    private static func error(_ reply: StripeReply, _ request: StripeRequest) -> PaymentError {
        let failure = reply.failure
        let isAboutPayment =
            reply.status == 402 || failure.type == "card_error" || failure.parameter == "payment_method"
            || ["amount_too_small", "amount_too_large"].contains(failure.code)
        if reply.status == 400 || reply.status == 402, isAboutPayment { return .refused(failure.refusal) }
        let reason = failure.code ?? failure.type ?? "no reason"
        return .misconfigured("\(request.operation): \(reply.status) \(reason.prefix(80))\(reply.reference)")
    }

    private static let unknownToken = PaymentRefusal(
        code: "unknown_payment_token", message: "This payment method is not known.")

    // MARK: Names

    private static func intentName(_ id: String) throws(PaymentError) -> String {
        guard self.isName(id, prefix: "pi_") else { throw .misconfigured("there is no such intent") }
        return id
    }

    private static func isName(_ text: String, prefix: String) -> Bool {
        text.hasPrefix(prefix) && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
