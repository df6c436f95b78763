/// What a cart or an order comes to: `total = subtotal - discount + shipping + tax`.
public struct Amounts: Hashable, Sendable {
    /// The sum of the lines.
    public var subtotal: Money
    /// What a coupon takes off.
    public var discount: Money
    public var shipping: Money
    public var tax: Money
    public var total: Money

    /// What nothing comes to.
    public static let zero = Amounts(subtotal: .zero, discount: .zero, shipping: .zero, tax: .zero, total: .zero)
}
