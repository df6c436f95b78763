import BSON

extension SimulatedPayment {
    /// What the gateway's answer says of it.
    var intent: PaymentIntent {
        let name = Self.name(of: self.id)
        return PaymentIntent(
            id: name, orderID: self.orderID, amount: self.amount, state: self.intentState,
            clientSecret: name + "_secret_simulated")
    }

    private var intentState: PaymentIntent.State {
        switch self.state {
        case .open: .open
        case .waiting: .waiting
        case .authorized: .authorized
        case .paid: .paid
        case .refused: .refused(Self.refusal(self.failure ?? "card_declined"))
        case .canceled: .canceled
        }
    }

    /// The refund that was made for a request; nil if there is none.
    func refund(of requestID: ObjectID) -> PaymentRefund? {
        self.refunds.first { $0.requestID == requestID }?.answer
    }

    static func refusal(_ code: String) -> PaymentRefusal {
        let message =
            switch code {
            case "card_declined": "Your card was declined."
            case "unknown_payment_token": "This payment token is not known."
            case "not_paid": "Nothing was paid that could be given back."
            case "refund_too_large": "Less is left of the payment than was to be given back."
            default: "The payment was refused."
            }
        return PaymentRefusal(code: code, message: message)
    }

    // MARK: Names

    private static let prefix = "sim_"

    /// The name of an intent outside of the books.
    private static func name(of id: ObjectID) -> String { self.prefix + id.hexString }

    /// - Returns: nil for what is no name of an intent.
    static func id(named name: String) -> ObjectID? {
        name.hasPrefix(self.prefix) ? ObjectID(name.dropFirst(self.prefix.count)) : nil
    }
}

extension SimulatedRefund {
    var answer: PaymentRefund {
        PaymentRefund(
            id: "simre_" + self.id.hexString, requestID: self.requestID, amount: self.amount, state: .done)
    }
}
