/// A request that the shop refuses, with the reason in a sentence for the client.
public struct ShopError: Error, Hashable, Sendable {
    /// Why the request is refused. More may be added.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case badRequest, unauthorized, forbidden, notFound, conflict, changed, tooManyAttempts, busy
            case unsupportedMediaType
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// What is asked makes no sense in the present state.
        public static let badRequest = Kind(.badRequest)
        /// It is not known who asks.
        public static let unauthorized = Kind(.unauthorized)
        /// Who asks may not do this.
        public static let forbidden = Kind(.forbidden)
        /// What is asked for does not exist, or not for who asks.
        public static let notFound = Kind(.notFound)
        /// Something else has the place already.
        public static let conflict = Kind(.conflict)
        /// It is no longer what it was when the client read it.
        public static let changed = Kind(.changed)
        /// It was tried too often, and may be tried again after a while.
        public static let tooManyAttempts = Kind(.tooManyAttempts)
        /// The bytes are of a format that the shop does not take.
        public static let unsupportedMediaType = Kind(.unsupportedMediaType)
        /// There is more to do than can be done.
        public static let busy = Kind(.busy)

        public var description: String { self.value.rawValue }
    }

    /// What programs can tell from other refusals of the same kind. More may be added.
    public struct Reason: Hashable, Sendable {
        /// Its name, as in `out_of_stock`.
        public let code: String
        private init(_ code: String) { self.code = code }

        public static let emailTaken = Reason("email_taken")
        public static let slugTaken = Reason("slug_taken")
        public static let numberTaken = Reason("number_taken")
        public static let nameTaken = Reason("name_taken")
        public static let skuTaken = Reason("sku_taken")
        /// Another variant of the product has the same options.
        public static let optionsTaken = Reason("options_taken")
        /// The options of a variant are not those that the product's other variants have.
        public static let optionsDiffer = Reason("options_differ")
        /// A product is sold by variant, so it has no stock of its own.
        public static let hasVariants = Reason("has_variants")
        public static let tooManyVariants = Reason("too_many_variants")
        public static let tooManyImages = Reason("too_many_images")
        /// Pieces wait for the payments of orders.
        public static let stockReserved = Reason("stock_reserved")
        /// A product is sold by variant, and none was named.
        public static let variantRequired = Reason("variant_required")
        /// The variant is none of the product's.
        public static let variantUnknown = Reason("variant_unknown")
        /// Several lines are called so.
        public static let ambiguous = Reason("ambiguous")
        /// A category would be part of itself.
        public static let categoryLoop = Reason("category_loop")
        /// A category has others in it, or products.
        public static let categoryInUse = Reason("category_in_use")
        /// Fewer are there than are wanted.
        public static let outOfStock = Reason("out_of_stock")
        /// Others are there than were expected.
        public static let stockDiffers = Reason("stock_differs")
        /// An order can't be taken from where it stands to where it is to stand.
        public static let badTransition = Reason("bad_transition")
        /// Less is left of what was paid than is to be given back.
        public static let refundTooLarge = Reason("refund_too_large")
        /// More of one product, or more products, than a cart holds.
        public static let cartFull = Reason("cart_full")
        /// More of one product than one order may have.
        public static let maximumPerOrder = Reason("max_per_order")
        /// An anonymous cart has ended.
        public static let cartGone = Reason("cart_gone")
        public static let cartEmpty = Reason("cart_empty")
        /// What there is of paid orders only.
        public static let notPaid = Reason("not_paid")
        /// An order needs no payment any more.
        public static let alreadyPaid = Reason("already_paid")
        /// An order has ended, or the time in which it was to be paid has.
        public static let orderOver = Reason("order_over")
        /// What becomes of an attempt to pay an order is not known yet.
        public static let paymentUnderWay = Reason("payment_under_way")
        /// An order is paid in another way.
        public static let notPayable = Reason("not_payable")
        /// A product is not sold any more.
        public static let gone = Reason("gone")
        /// There is no coupon of this code.
        public static let couponUnknown = Reason("coupon_unknown")
        public static let couponExpired = Reason("coupon_expired")
        /// A coupon was used as often as it may be, by all or by this user.
        public static let couponUsedUp = Reason("coupon_used_up")
        /// The lines come to less than a coupon asks for.
        public static let couponMinimum = Reason("coupon_minimum")
        /// A coupon is not valid yet, or for other products.
        public static let couponNotApplicable = Reason("coupon_not_applicable")
        public static let couponTaken = Reason("coupon_taken")
        /// More products than a wishlist holds.
        public static let wishlistFull = Reason("wishlist_full")
        /// The user has reviewed the product.
        public static let reviewed = Reason("reviewed")
        /// What only others may do to a review.
        public static let ownReview = Reason("own_review")
        /// Nobody else is an admin.
        public static let lastAdmin = Reason("last_admin")
        /// What was asked for is still being made.
        public static let notDone = Reason("not_done")
        public static let tooManyAddresses = Reason("too_many_addresses")
        public static let tooManyWebhooks = Reason("too_many_webhooks")
        /// An endpoint gets nothing for now.
        public static let webhookPaused = Reason("webhook_paused")
        /// The account may not be used.
        public static let banned = Reason("banned")
        /// The account's address must be verified before.
        public static let unverified = Reason("unverified")
        /// A login needs a code of the account's authenticator.
        public static let totpRequired = Reason("totp_required")
        public static let wrongCode = Reason("wrong_code")
        public static let wrongPassword = Reason("wrong_password")
        /// A browser sends the cookie of a session, and it may be another site's page that made it do so.
        public static let csrf = Reason("csrf")
    }

    public var kind: Kind
    public var message: String
    /// The field at fault, if one is.
    public var field: String?
    /// The reason for programs, if it has a name.
    public var reason: Reason?
    /// How many are there, where fewer are there than are wanted.
    public var available: Int?
    /// After how many seconds to try again, if that may help.
    public var retryAfter: Int?

    private init(_ kind: Kind, _ message: String, field: String? = nil, reason: Reason? = nil, retryAfter: Int? = nil) {
        self.kind = kind
        self.message = message
        self.field = field
        self.reason = reason
        self.retryAfter = retryAfter
    }

    public static func badRequest(_ message: String, field: String? = nil, reason: Reason? = nil) -> ShopError {
        ShopError(.badRequest, message, field: field, reason: reason)
    }
    public static func unauthorized(_ message: String, reason: Reason? = nil) -> ShopError {
        ShopError(.unauthorized, message, reason: reason)
    }
    public static func forbidden(_ message: String, reason: Reason? = nil) -> ShopError {
        ShopError(.forbidden, message, reason: reason)
    }
    /// The account's address must be verified before.
    public static let unverified = ShopError.forbidden(
        "Verify your e-mail address first: open the link in our mail", reason: .unverified)
    public static func notFound(_ message: String, reason: Reason? = nil) -> ShopError {
        ShopError(.notFound, message, reason: reason)
    }
    public static func conflict(
        _ message: String, field: String? = nil, reason: Reason? = nil, retryAfter: Int? = nil
    ) -> ShopError {
        ShopError(.conflict, message, field: field, reason: reason, retryAfter: retryAfter)
    }
    /// - Parameter available: how many are there.
    public static func outOfStock(available: Int) -> ShopError {
        var error = ShopError(.conflict, "Only \(available) are left", reason: .outOfStock)
        error.available = available
        return error
    }
    public static func changed(_ message: String) -> ShopError { ShopError(.changed, message) }
    public static func tooManyAttempts(_ message: String, retryAfter: Int) -> ShopError {
        ShopError(.tooManyAttempts, message, retryAfter: retryAfter)
    }
    public static func unsupportedMediaType(_ message: String) -> ShopError {
        ShopError(.unsupportedMediaType, message)
    }
    public static func busy(_ message: String) -> ShopError { ShopError(.busy, message, retryAfter: 1) }
}
