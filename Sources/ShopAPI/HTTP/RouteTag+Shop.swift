import RouteKit

extension RouteTag {
    static let auth = RouteTag("Auth", "Accounts: signing up, logging in, roles.")
    static let products = RouteTag("Products", "What the shop sells.")
    static let cart = RouteTag("Cart", "What a user is about to buy.")
    static let checkout = RouteTag("Checkout", "From the cart to an order.")
    static let orders = RouteTag("Orders", "What users have bought.")
    static let payments = RouteTag("Payments", "How orders get paid.")
    static let admin = RouteTag("Admin", "Keeping the catalog, and who changed what.")
    static let health = RouteTag("Health", "Whether the service works.")
}
