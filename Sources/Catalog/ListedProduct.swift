/// A product as it is shown, with what the shop knows of its category.
public struct ListedProduct: Sendable {
    public let product: Product
    public let category: Category?

    init(_ product: Product, _ category: Category?) {
        self.product = product
        self.category = category
    }

    init(_ product: Product, in table: CategoryTable) {
        self.init(product, table.category(of: product))
    }
}
