extension Order {
    /// Whether its pieces are set aside until it is paid or over.
    public var isReserved: Bool { self.expiresAt != nil && self.status == .pending }

    /// Whether it is paid by an intent.
    func isPaid(by intentID: String) -> Bool {
        self.status == .paid && self.payment.intentID == intentID && self.payment.gateway != OrderPayment.manual
    }

    /// The intent that could still be paid although the order is settled without it.
    var superfluousIntentID: String? {
        self.payment.intentID.flatMap { self.status == .pending || self.isPaid(by: $0) ? nil : $0 }
    }
}
