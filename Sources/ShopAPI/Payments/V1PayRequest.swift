import Schemas

/// Which order to pay.
struct V1PayPath: SchemaObject {
    var orderID: String

    static let schema = Schema(V1PayPath.init) {
        Field("order_id", \.orderID).described("The order's id or number.").example("B-0123456789")
    }
}

/// What to pay with.
struct V1PayRequest: SchemaObject {
    var paymentToken: String?

    static let schema = Schema(V1PayRequest.init) {
        Field("payment_token", \.paymentToken).paymentToken()
    }
}

extension Field where Value == String? {
    /// What a buyer pays with.
    func paymentToken() -> Self {
        self.length(1...255).described(
            """
            What the gateway knows the buyer's card by: with Stripe a payment method (`pm_…`), with the simulated gateway \
            `tok_success` (also without one, but in production), `tok_declined`, `tok_timeout`, `tok_unreachable` or \
            `tok_manual`. Without one Stripe waits for the buyer's browser.
            """)
    }
}
