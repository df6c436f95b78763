/// How orders are dealt with.
public struct OrderSettings: Sendable {
    /// How many days after shipping, or placing, an order is there.
    public var deliveryDays: Int

    public init(deliveryDays: Int = 5) {
        self.deliveryDays = deliveryDays
    }
}
