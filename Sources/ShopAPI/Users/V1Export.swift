import Schemas

/// All that the shop has of a user.
struct V1Export: SchemaObject {
    var user: V1User
    var addresses: [V1Address]
    var sessions: [V1SessionEntry]
    var cart: V1Cart
    var wishlist: [V1WishlistItem]
    var orders: [V1Order]
    var invoices: [V1InvoiceEntry]
    var reviews: [V1Review]
    var toldEvents: [V1ToldEvent]

    static let schema = Schema(V1Export.init) {
        Field("user", \.user)
        Field("addresses", \.addresses)
        Field("sessions", \.sessions)
        Field("cart", \.cart)
        Field("wishlist", \.wishlist).described("All of it, the newest first.")
        Field("orders", \.orders).described("All, the newest first.")
        Field("invoices", \.invoices).described("All, the newest first.")
        Field("reviews", \.reviews).described("All, the newest first.")
        Field("webhook_events", \.toldEvents)
            .described("What other systems were told of the user in the last week, the newest first.")
    }
}
