public import Schemas

/// How an order is paid, and how far that has come.
public struct OrderPayment: SchemaObject, Hashable {
    /// What the buyer calls it: `card`, `stripe`, `paypal` or `cod`.
    public var method = "card"
    /// Who was asked for the money: `simulated`, `stripe` or `manual`; nil if nobody was.
    public var gateway: String?
    /// What the gateway calls the payment.
    public var intentID: String?
    /// With which the buyer's browser pays.
    public var clientSecret: String?
    /// What the buyer pays with, as the gateway names it, until it is settled; nil where a browser asks the buyer.
    public var token: String?
    /// How many attempts there were to pay it, the present one included.
    public var attempts = 0
    /// Why the last attempt failed, as a code; nil if it did not.
    public var failure: String?
    /// Nil where it follows from the order's status.
    public var status: PaymentStatus?

    public static let schema = Schema(OrderPayment.init) {
        Field("method", \.method, default: "card")
        Field("gateway", \.gateway)
        Field("intent_id", \.intentID)
        Field("client_secret", \.clientSecret).encrypted()
        Field("token", \.token, default: nil).encrypted()
        Field("attempts", \.attempts, default: 0)
        Field("failure", \.failure)
        Field("status", \.status)
    }

    /// The method of what is paid at the door.
    package static let cashOnDelivery = "cod"

    /// The gateway of what was paid to a person.
    package static let manual = "manual"

    package init(
        method: String = "card", gateway: String? = nil, intentID: String? = nil, clientSecret: String? = nil,
        token: String? = nil, attempts: Int = 0, failure: String? = nil, status: PaymentStatus? = nil
    ) {
        self.method = method
        self.gateway = gateway
        self.intentID = intentID
        self.clientSecret = clientSecret
        self.token = token
        self.attempts = attempts
        self.failure = failure
        self.status = status
    }
}

/// Where a payment stands, in more words than ``OrderStatus`` has.
public enum PaymentStatus: String, SchemaEnum {
    case pending
    case processing
    case paid
    case failed
    case canceled
    case partiallyRefunded = "partially_refunded"
    case refunded
}
