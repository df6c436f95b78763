import Accounts
import Carts
import Catalog
import HTTPTypes
import MongoODM
import Orders
import RouteKit
import Schemas
import Shop
import ShopCore
import Webhooks

/// `/api/v1/users/me/export`: all that the shop has of a user. A feature that keeps something of users adds a field here, and
/// to ``V1Export``.
struct V1ExportRoutes: Sendable {
    private let shop: Shop
    private let access: ShopAccess

    /// How much of a list is in memory.
    private static let pageSize = 100

    init(_ shop: Shop, access: ShopAccess) {
        self.shop = shop
        self.access = access
    }

    var routes: [Route] {
        let shop = self.shop
        return [
            Route(
                .get, "/users/me/export", id: "exportMe", "All that the shop has of the user", tag: .v1Accounts,
                access: self.access.user, input: .nothing
            ) { call in
                let caller = call.caller
                return StreamedObject(of: V1Export.self) { export in
                    try await Self.write(caller, of: shop, to: &export)
                }
            }
        ]
    }

    private static func write(_ caller: Identity, of shop: Shop, to export: inout ObjectStream) async throws {
        let id = caller.userID
        try await export.field("user", V1User(caller))
        try await export.field("addresses", try await shop.addressBooks.all(of: id).map { V1Address($0) })
        try await export.list("sessions") { (place: PageCursor?) in
            let page = try await shop.sessions.sessions(of: id, after: place, limit: Self.pageSize)
            return (page.items.map { V1SessionEntry($0, current: caller.sessionID) }, page.next)
        }
        try await export.field("cart", V1Cart(try await shop.carts.cart(of: .user(id))))
        try await export.list("wishlist") { (place: PageCursor?) in
            let page = try await shop.wishlists.products(of: id, after: place, limit: Self.pageSize)
            return (page.items.map { V1WishlistItem($0) }, page.next)
        }
        try await export.list("orders") { (place: PageCursor?) in
            let page = try await shop.orders.orders(of: id, after: place, limit: Self.pageSize)
            return (page.items.map { V1Order($0) }, page.next)
        }
        try await export.list("invoices") { (place: PageCursor?) in
            let page = try await shop.invoices.invoices(of: id, after: place, limit: Self.pageSize)
            return (page.items.map { V1InvoiceEntry($0) }, page.next)
        }
        try await export.list("reviews") { (place: PageCursor?) in
            let page = try await shop.reviews.reviews(of: id, after: place, limit: Self.pageSize)
            return (page.items.map { V1Review($0) }, page.next)
        }
        try await export.list("webhook_events") { (place: PageCursor?) in
            let page = try await shop.webhooks.events(of: id, after: place, limit: Self.pageSize)
            return (page.items.map { V1ToldEvent($0) }, page.next)
        }
    }
}
