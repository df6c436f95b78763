import BSON
import Schemas
import ShopCore
import Testing

@testable import Payments

/// What Stripe's answers are read as; they are longer than those of a fake.
@Suite struct StripeAnswerTests {
    @Test func anIntentIsReadWhateverElseIsInIt() throws {
        let intent = try StripeIntent(json: Array(Self.intent.utf8)).intent()
        #expect(intent.id == "pi_3MtwBwLkdIwHu7ix28a3tqPa")
        #expect(intent.amount == Money(minorUnits: 2000))
        #expect(intent.state == .waiting)
        #expect(intent.clientSecret == "pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH")
        #expect(intent.orderID == nil)
    }

    @Test(arguments: [
        ("requires_confirmation", PaymentIntent.State.open), ("requires_action", .waiting),
        ("processing", .processing), ("requires_capture", .authorized), ("succeeded", .paid), ("canceled", .canceled),
    ])
    func aStatusIsAState(_ status: String, _ state: PaymentIntent.State) throws {
        let text = Self.intent.replacing("requires_payment_method", with: status)
        #expect(try StripeIntent(json: Array(text.utf8)).intent().state == state)
    }

    @Test func aFailedIntentIsRefusedWithTheBanksReason() throws {
        let error =
            #"{"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds", "message": "Your card has insufficient funds.", "payment_method": {"id": "pm_1"}}"#
        let text = Self.intent.replacing(#""last_payment_error": null"#, with: #""last_payment_error": \#(error)"#)
        let refusal = PaymentRefusal(code: "insufficient_funds", message: "Your card has insufficient funds.")
        #expect(try StripeIntent(json: Array(text.utf8)).intent().state == .refused(refusal))
    }

    @Test(arguments: ["fraudulent", "lost_card", "merchant_blacklist", "pickup_card", "stolen_card"])
    func aReasonThatWarnsThievesIsNotTold(_ reason: String) {
        let failure = StripeFailure(
            type: "card_error", code: "card_declined", declineCode: reason, message: "This card was stolen.")
        #expect(failure.refusal == PaymentRefusal(code: "card_declined", message: "Your card was declined."))
    }

    @Test func anErrorThatIsForTheShopIsNotShownToCustomers() {
        let failure = StripeFailure(
            type: "invalid_request_error", code: "account_invalid", message: "The account acct_1 has no such thing")
        #expect(failure.refusal == PaymentRefusal(code: "account_invalid", message: "The payment was refused."))
    }

    @Test(arguments: [#""status": "thinking""#, #""currency": "xyz""#])
    func whatIsNotKnownIsAMistake(_ field: String) {
        let name = field.prefix { $0 != ":" }
        let text = Self.intent.replacing(
            try! Regex("\(name): \"[a-z_]+\""), with: field)
        let wrong = #expect(throws: PaymentError.self) { try StripeIntent(json: Array(text.utf8)).intent() }
        #expect(wrong?.isMisconfigured == true)
    }

    @Test(arguments: [
        ("succeeded", PaymentRefund.State.done), ("pending", .pending), ("requires_action", .pending),
        (
            "failed",
            .failed(PaymentRefusal(code: "expired_or_canceled_card", message: "The bank did not take the money back."))
        ),
    ])
    func aRefundIsReadWithItsRequest(_ status: String, _ state: PaymentRefund.State) throws {
        let id = ObjectID()
        let text = """
            {"id": "re_1", "object": "refund", "amount": 1000, "balance_transaction": "txn_1", "charge": "ch_1",
            "created": 1692942318, "currency": "usd", "destination_details": {"card": {"type": "refund"}},
            "failure_reason": "expired_or_canceled_card", "metadata": {"refund_id": "\(id.hexString)", "note": "x"},
            "payment_intent": "pi_1", "reason": null, "status": "\(status)"}
            """
        let refund = try StripeRefund(json: Array(text.utf8)).refund()
        #expect(refund == PaymentRefund(id: "re_1", requestID: id, amount: Money(minorUnits: 1000), state: state))
    }

    /// As Stripe's documentation shows it.
    private static let intent = """
        {"id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "object": "payment_intent", "amount": 2000, "amount_capturable": 0,
        "amount_details": {"tip": {}}, "amount_received": 0, "application": null, "application_fee_amount": null,
        "automatic_payment_methods": {"enabled": true}, "canceled_at": null, "cancellation_reason": null,
        "capture_method": "automatic",
        "client_secret": "pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH",
        "confirmation_method": "automatic", "created": 1680800504, "currency": "usd", "customer": null,
        "description": null, "last_payment_error": null, "latest_charge": null, "livemode": false, "metadata": {},
        "next_action": null, "on_behalf_of": null, "payment_method": null,
        "payment_method_options": {"card": {"installments": null, "mandate_options": null, "network": null,
        "request_three_d_secure": "automatic"}, "link": {"persistent_token": null}},
        "payment_method_types": ["card", "link"], "processing": null, "receipt_email": null, "review": null,
        "setup_future_usage": null, "shipping": null, "source": null, "statement_descriptor": null,
        "statement_descriptor_suffix": null, "status": "requires_payment_method", "transfer_data": null,
        "transfer_group": null}
        """
}
