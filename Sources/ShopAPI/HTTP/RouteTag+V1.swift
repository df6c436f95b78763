import RouteKit

extension RouteTag {
    static let v1Accounts = RouteTag("Accounts (v1)", "Signing up, logging in, who one is.")
    static let v1Products = RouteTag("Products (v1)", "What the shop sells.")
    static let v1Reviews = RouteTag("Reviews (v1)", "What users think of products.")
    static let v1Cart = RouteTag("Cart (v1)", "What a user is about to buy.")
    static let v1Orders = RouteTag("Orders (v1)", "What users have bought, and how it gets paid.")
    static let v1Admin = RouteTag("Back office (v1)", "Everybody's orders, and who changed what.")
}
