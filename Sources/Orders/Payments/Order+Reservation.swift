import FoundationEssentials
import ShopCore

extension Order {
    /// Whether its pieces are set aside until it is paid or over.
    public var isReserved: Bool { self.expiresAt != nil && self.status == .pending }

    /// Sets its pieces aside, and begins its payment.
    ///
    /// - Parameters:
    ///   - duration: for how long.
    ///   - gateway: who is asked for the money.
    ///   - token: what the buyer pays with; nil if the buyer is still to be asked.
    mutating func reserve(for duration: Duration, payingThrough gateway: String, with token: String?) {
        self.expiresAt = self.createdAt.addingTimeInterval(duration / .seconds(1))
        self.payment.attempts = 1
        // Who asks for nothing needs nobody who takes it.
        guard self.total > .zero else { return }
        self.payment.gateway = gateway
        self.payment.token = token
    }

    /// Whether it is paid by an intent.
    func isPaid(by intentID: String) -> Bool {
        self.status == .paid && self.payment.intentID == intentID && self.payment.gateway != OrderPayment.manual
    }

    /// The intent that could still be paid although the order is settled without it.
    var superfluousIntentID: String? {
        self.payment.intentID.flatMap { self.status == .pending || self.isPaid(by: $0) ? nil : $0 }
    }
}
