public import Accounts
public import Carts
public import Catalog
package import MongoJobs
public import Orders

/// What a shop needs to know besides where its data are.
public struct ShopSettings: Sendable {
    public var tokens: TokenSettings
    public var sessions: SessionSettings
    public var carts: CartSettings
    public var images: ImageSettings
    public var orders: OrderSettings
    public var invoices: InvoiceSettings
    /// How long exports are kept, with their files, and what imports have led to.
    public var keepsExports: Duration
    /// The logarithm of the rounds of a password's hash.
    public var bcryptCost: Int
    /// Whether an account can be used only after its address was verified.
    public var requiresVerifiedEmail: Bool
    /// As users know the shop.
    public var shopName: String
    /// How long jobs are kept that are over.
    public var jobsKept: Duration
    /// In which its days are.
    package var timeZone = CivilTimeZone.utc

    public init(
        tokens: TokenSettings, sessions: SessionSettings = SessionSettings(), carts: CartSettings = CartSettings(),
        images: ImageSettings = ImageSettings(),
        orders: OrderSettings = OrderSettings(), invoices: InvoiceSettings = InvoiceSettings(),
        keepsExports: Duration = .seconds(7 * 86_400), bcryptCost: Int = 12,
        requiresVerifiedEmail: Bool = false, shopName: String = "Bodega",
        jobsKept: Duration = .seconds(7 * 86_400)
    ) {
        self.tokens = tokens
        self.sessions = sessions
        self.carts = carts
        self.images = images
        self.orders = orders
        self.invoices = invoices
        self.keepsExports = keepsExports
        self.bcryptCost = bcryptCost
        self.requiresVerifiedEmail = requiresVerifiedEmail
        self.shopName = shopName
        self.jobsKept = jobsKept
    }

    /// The same in another time zone.
    package func with(_ timeZone: CivilTimeZone) -> ShopSettings {
        var settings = self
        settings.timeZone = timeZone
        return settings
    }

    /// The secrets that tokens are signed with: the present one, and the one of before, if there is one.
    var secrets: [String] { self.tokens.secrets }
}
