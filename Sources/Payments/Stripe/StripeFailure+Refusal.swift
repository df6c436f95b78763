extension StripeFailure {
    /// What a customer is told.
    var refusal: PaymentRefusal {
        switch self.code {
        case "card_declined"?:
            let reason = self.declineCode.flatMap { Self.secretReasons.contains($0) ? nil : $0 }
            return PaymentRefusal(
                code: reason ?? "card_declined",
                // What Stripe says of a reason that is not to be told may tell it.
                message: reason == self.declineCode ? self.message ?? Self.declined : Self.declined)
        case "resource_missing"?:
            return PaymentRefusal(code: "unknown_payment_token", message: "This payment method is not known.")
        case let code?:
            let isForCustomers = self.type == "card_error" || Self.forCustomers.contains(code)
            return PaymentRefusal(
                code: code, message: isForCustomers ? self.message ?? Self.refused : Self.refused)
        case nil: return PaymentRefusal(code: "refused", message: Self.refused)
        }
    }

    private static let declined = "Your card was declined."
    private static let refused = "The payment was refused."

    /// Reasons that Stripe asks not to tell: they warn thieves.
    private static let secretReasons: Set<String> = [
        "fraudulent", "lost_card", "merchant_blacklist", "pickup_card", "stolen_card",
    ]

    /// Codes of what a customer can do something about, though Stripe does not call them errors of the card.
    private static let forCustomers: Set<String> = [
        "amount_too_large", "amount_too_small", "payment_intent_authentication_failure",
    ]
}
