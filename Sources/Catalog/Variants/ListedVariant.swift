/// A variant as it is shown, with its product.
public struct ListedVariant: Sendable {
    public let variant: Variant
    public let product: Product

    public init(_ variant: Variant, of product: Product) {
        self.variant = variant
        self.product = product
    }
}
