/// Why a gateway did not do what it was asked.
package struct PaymentRefusal: Hashable, Sendable {
    /// For programs, in snake_case: `card_declined`, `insufficient_funds`.
    package var code: String
    /// A sentence for the customer.
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
