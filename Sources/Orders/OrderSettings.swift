public import ShopCore

/// How orders are dealt with.
public struct OrderSettings: Sendable {
    /// How many days after shipping, or placing, an order is there.
    public var deliveryDays: Int
    /// What is added to the price of goods.
    public var pricing: PricingRules
    /// For how long the pieces of an order of `/api/v1` are set aside until it is paid.
    public var reservation: Duration
    /// What a buyer pays with who names nothing; nil to have the buyer asked by a browser.
    public var usualPaymentToken: String?
    /// Whether an order of `/api/v1` needs an address to send it to.
    public var requiresAddress: Bool

    public init(
        deliveryDays: Int = 5, pricing: PricingRules = PricingRules(), requiresAddress: Bool = true,
        reservation: Duration = .seconds(15 * 60), usualPaymentToken: String? = nil
    ) {
        self.deliveryDays = deliveryDays
        self.pricing = pricing
        self.requiresAddress = requiresAddress
        self.reservation = reservation
        self.usualPaymentToken = usualPaymentToken
    }
}
