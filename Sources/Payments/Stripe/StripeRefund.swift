import Schemas
import ShopCore

/// A Refund, as far as the shop reads it.
struct StripeRefund: SchemaObject {
    var id: String
    var amount: Int64
    var currency: String
    var status: String?
    var failureReason: String?
    var metadata: StripeMetadata?

    static let schema = Schema(StripeRefund.init) {
        Field("id", \.id)
        Field("amount", \.amount)
        Field("currency", \.currency)
        Field("status", \.status)
        Field("failure_reason", \.failureReason)
        Field("metadata", \.metadata)
    }

    func refund() throws(PaymentError) -> PaymentRefund {
        PaymentRefund(
            id: self.id, requestID: self.metadata?.refund, amount: try Money(stripe: self.amount, self.currency),
            state: self.state)
    }

    private var state: PaymentRefund.State {
        switch self.status {
        case "succeeded"?: .done
        case "failed"?, "canceled"?:
            .failed(
                PaymentRefusal(
                    code: self.failureReason ?? "refund_failed", message: "The bank did not take the money back."))
        default: .pending
        }
    }
}

/// A page of refunds, the newest first.
struct StripeRefundList: SchemaObject {
    var data: [StripeRefund]

    static let schema = Schema(StripeRefundList.init) { Field("data", \.data) }
}
