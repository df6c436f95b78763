/// Why a coupon takes nothing off.
public enum CouponRefusal: Error, Hashable, Sendable {
    case expired
    /// By everybody together, or by this user.
    case usedUp
    case notBegun
    /// The lines come to less than the amount.
    case minimum(Money)
    /// No line is of its categories.
    case notApplicable

    /// The same for people.
    public var message: String {
        switch self {
        case .expired: "This coupon has expired"
        case .usedUp: "This coupon has been used as often as it may be"
        case .notBegun: "This coupon is not valid yet"
        case .minimum(let amount): "This coupon is for purchases of \(amount) or more"
        case .notApplicable: "This coupon is for none of these products"
        }
    }

    private var reason: ShopError.Reason {
        switch self {
        case .expired: .couponExpired
        case .usedUp: .couponUsedUp
        case .minimum: .couponMinimum
        case .notBegun, .notApplicable: .couponNotApplicable
        }
    }

    /// The same as the answer to a request.
    public var error: ShopError { .conflict(self.message, reason: self.reason) }

    /// Whether it may be what its user knows: one that was good when it was put into the cart, and that the cart has since
    /// outgrown, stays there and takes nothing off.
    package var isAboutLines: Bool {
        switch self {
        case .minimum, .notApplicable: true
        case .expired, .usedUp, .notBegun: false
        }
    }
}
