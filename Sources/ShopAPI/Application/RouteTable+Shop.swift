import Accounts
import Catalog
import Orders
public import RouteKit
import Shop

extension RouteTable {
    /// Every operation of the shop, without the pages that describe them.
    public init(_ backend: Backend) {
        let shop = backend.shop
        let access = ShopAccess(
            requiresVerifiedEmail: backend.requiresVerifiedEmail, orderOfToken: shop.orderTokens.order(of:),
            authenticate: { token in
                APIKey.isKey(token)
                    ? try await shop.apiKeys.caller(holding: token) : try await shop.sessions.caller(holding: token)
            })
        let keys = shop.keys
        let confirmation = PaymentConfirmation(gateway: backend.paymentGateway)
        let primary =
            AuthRoutes(shop.accounts, access: access, keys: keys).routes
            + ProductRoutes(shop.catalog).routes
            + CartRoutes(shop.carts, access: access).routes
            + CheckoutRoutes(shop.checkout, access: access, keys: keys).routes
            + OrderRoutes(shop.orders, access: access).routes
            + PaymentRoutes(shop.payments, confirmation, access: access, keys: keys).routes
            + AdminRoutes(shop.catalog, access: access, keys: keys).routes
            + AuditRoutes(shop.audit, access: access).routes
            + HealthRoutes(mongo: backend.mongo, redis: backend.redis).routes
        let v1 =
            V1AuthRoutes(
                shop.accounts, shop.sessions, BrowserSessions(shop.sessions, isSecure: backend.hasSecureCookies),
                access: access, keys: keys
            ).routes
            + V1VerificationRoutes(shop.verification, access: access).routes
            + V1PasswordRoutes(shop.passwords, access: access).routes
            + V1TOTPRoutes(shop.totp, access: access).routes
            + V1UserRoutes(shop.accounts, erasure: shop.erasure, access: access).routes
            + V1AddressRoutes(shop.addressBooks, access: access, keys: keys).routes
            + V1ExportRoutes(shop, access: access).routes
            + V1UserAdminRoutes(shop.accounts, shop.administration, erasure: shop.erasure, access: access).routes
            + V1ProductRoutes(shop.catalog, access: access, keys: keys).routes
            + V1VariantRoutes(shop.catalog, access: access, keys: keys).routes
            + V1ReviewRoutes(shop.reviews, access: access, keys: keys).routes
            + V1ImageRoutes(
                shop.images, of: shop.catalog, maximumSize: backend.maximumImageSize, access: access, keys: keys
            )
            .routes
            + V1CategoryRoutes(shop.catalog.categories, access: access, keys: keys).routes
            + V1CartRoutes(shop.carts, access: access).routes
            + V1CouponRoutes(shop.coupons, access: access, keys: keys).routes
            + V1ShippingRoutes(shop.shipping, access: access, keys: keys).routes
            + V1WishlistRoutes(shop.wishlists, access: access).routes
            + V1OrderRoutes(
                shop.orders, deliveries: shop.deliveries, checkout: shop.checkout, tokens: shop.orderTokens,
                access: access, keys: keys
            ).routes
            + V1RefundRoutes(shop.deliveries, shop.refunds, access: access, keys: keys).routes
            + V1VendorOrderRoutes(shop.orders, access: access).routes
            + V1OrderEventRoutes(shop.orders, access: access).routes
            + V1InvoiceRoutes(shop.invoices, access: access).routes
            + V1PaymentRoutes(shop.payments, confirmation, access: access, keys: keys).routes
            + V1StripeRoutes(shop.payments, webhook: backend.stripeWebhook).routes
            + V1AuditRoutes(shop.audit, access: access).routes
            + V1AnalyticsRoutes(shop.analytics, shop.dashboards, access: access).routes
            + V1LiveRoutes(shop.live, access: access).routes
            + V1WebhookRoutes(shop.webhooks, access: access, keys: keys).routes
            + V1DataExportRoutes(shop.exports, access: access, keys: keys).routes
            + V1ImportRoutes(
                shop.imports, maximumSize: backend.maximumImportSize, access: access, keys: keys
            ).routes
            + V1InventoryRoutes(shop.catalog, shop.movements, access: access, keys: keys).routes
            + V1JobRoutes(shop.jobAdministration, access: access).routes
            + V1HealthRoutes(backend, access: access).routes
            + V1KeyRoutes(shop.apiKeys, access: access, keys: keys).routes
        self.init(Mount.primary.mounted(primary) + Mount.v1.mounted(v1))
    }
}

extension OpenAPIDocument {
    static let title = "Bodega"

    /// The description of the shop's operations.
    public init(_ routes: RouteTable) {
        self.init(
            routes, title: Self.title, version: Release.version,
            summary: """
                An e-commerce backend: accounts, a catalog, carts, orders and payments.

                The primary contract is served at `/`, the whole shop at `/api/v1`: the same accounts, products, carts and
                orders, and the same tokens. `/api/…` is `/api/v1/…`.

                Get a token from `POST /auth/login`, press **Authorize** and paste it.

                Whatever is asked for, a request that is no valid HTTP/1.1 is answered 400, one whose head comes too
                slowly 408, an address that is too long 414, and a head that is too large 431; the connection is closed
                then. Their bodies are those of the other errors.
                """)
    }
}
