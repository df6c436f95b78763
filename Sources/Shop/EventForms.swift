package import Accounts
package import Catalog
package import Orders
package import Schemas

/// What events show of what they are about. The shop over HTTP says so: receivers know things as they get them from there.
package struct EventForms: Sendable {
    package var user: @Sendable (User) -> any SchemaValue
    package var product: @Sendable (ListedProduct) -> any SchemaValue
    package var review: @Sendable (ListedReview) -> any SchemaValue
    package var order: @Sendable (Order) -> any SchemaValue

    package init(
        user: @escaping @Sendable (User) -> any SchemaValue,
        product: @escaping @Sendable (ListedProduct) -> any SchemaValue,
        review: @escaping @Sendable (ListedReview) -> any SchemaValue,
        order: @escaping @Sendable (Order) -> any SchemaValue
    ) {
        self.user = user
        self.product = product
        self.review = review
        self.order = order
    }
}
