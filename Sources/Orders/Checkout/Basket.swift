import BSON
import Schemas
import ShopCore

/// What is about to be ordered, with the products as they were looked up before the transaction.
struct Basket {
    var lines: [CartLine]
    /// By their numbers.
    var products: [Int: OrderedProduct]
    /// The code of a coupon.
    var coupon: String?
    /// What one piece of a line, by its place, is to cost.
    private(set) var expectedPrices: [(line: Int, price: Money)] = []
    /// Whether it is what the user's cart holds, or is named by the request.
    let isCart: Bool

    /// What a request names.
    ///
    /// - Parameters:
    ///   - products: those of the items, in their order; nil for one that the shop does not have.
    ///   - allowed: how many of one product an order may have.
    /// - Throws: `ValidationError` that names the items which can't be ordered.
    init(
        _ items: [OrderRequest.Item], products: [OrderedProduct?], coupon: String?, allowed: ClosedRange<Int>
    ) throws {
        self.lines = []
        self.products = [:]
        self.coupon = coupon
        self.isCart = false
        var violations: [Violation] = []
        for (index, (item, product)) in zip(items, products).enumerated() {
            func refuse(_ field: String, _ code: String, _ message: String) {
                let path: [PathPart] = [.field("body"), .field("items"), .index(index), .field(field)]
                violations.append(Violation(path: path, code: code, message: message))
            }
            guard let product, product.isActive else {
                refuse("product_id", "unknown", "No such product is for sale")
                continue
            }
            if item.variantID == nil, !product.variants.isEmpty {
                refuse("variant_id", "variant_required", "This product comes in variants: choose one")
                continue
            }
            guard product.offer(of: item.variantID) != nil else {
                refuse(
                    item.variantID == nil ? "product_id" : "variant_id", "variant_unknown",
                    item.variantID == nil ? "This product can't be bought" : "The product has no such variant for sale")
                continue
            }
            self.products[product.number] = product
            let same = self.lines.firstIndex { $0.productID == product.number && $0.variantID == item.variantID }
            if let price = item.price { self.expectedPrices.append((same ?? self.lines.count, price)) }
            if let same {
                self.lines[same].quantity = [self.lines[same].quantity, item.quantity].saturatedSum
                guard !allowed.contains(self.lines[same].quantity) else { continue }
                refuse("quantity", "less_than_equal", "An order has at most \(allowed.upperBound) of one product")
            } else {
                self.lines.append(
                    CartLine(productID: product.number, variantID: item.variantID, quantity: item.quantity))
            }
        }
        if !violations.isEmpty { throw ValidationError(violations) }
    }

    /// What a cart holds.
    init(_ content: CartContent, products: [Int: OrderedProduct]) {
        self.lines = content.lines
        self.coupon = content.coupon
        self.products = products
        self.isCart = true
    }

    /// The same with what the cart turned out to hold; nil when the products or the coupon of that were not looked up.
    func with(_ content: CartContent, heedingCoupon: Bool) -> Basket? {
        let known = Set(self.lines.map(\.productID))
        guard content.lines.allSatisfy({ known.contains($0.productID) }),
            !heedingCoupon || content.coupon == self.coupon
        else { return nil }
        var basket = self
        basket.lines = content.lines
        return basket
    }

    /// The lines as an order keeps them.
    ///
    /// - Parameter allowed: how many a line may have.
    /// - Throws: ``ShopError`` `badRequest` for one that is not for sale, is too many, or costs too much to be counted.
    func items(allowed: ClosedRange<Int>) throws -> [OrderItem] {
        let items = try self.lines.map { try self.item(for: $0, allowed) }
        try self.requireFewEnough()
        return items
    }

    /// The same as amounts are worked out of them.
    func pricingLines(_ items: [OrderItem]) -> [PricingLine] {
        zip(self.lines, items).map { line, item in
            let product = self.products[line.productID]
            return PricingLine(
                total: item.lineTotal, categories: product?.categories ?? [], quantity: item.quantity,
                weight: product?.weight)
        }
    }

    private func item(for line: CartLine, _ allowed: ClosedRange<Int>) throws -> OrderItem {
        guard let product = self.products[line.productID], let offer = product.offer(of: line.variantID) else {
            throw ShopError.badRequest("Product \(line.productID) is not available; remove it from the cart")
        }
        guard allowed.contains(line.quantity) else {
            throw ShopError.badRequest(
                "The cart holds \(line.quantity) of product \(line.productID), where \(allowed.lowerBound) to "
                    + "\(allowed.upperBound) are allowed; remove it from the cart and add it again")
        }
        guard let lineTotal = offer.price.multiplied(by: line.quantity) else {
            throw ShopError.badRequest("The price of product \(line.productID) is too large; remove it from the cart")
        }
        return OrderItem(
            id: ObjectID(), productID: product.id.hexString, variantID: offer.variant?.id, sku: offer.variant?.sku,
            vendorID: product.vendorID, name: product.name, options: offer.variant?.options, unitPrice: offer.price,
            quantity: line.quantity,
            lineTotal: lineTotal)
    }

    /// - Throws: ``ShopError`` `badRequest` when the lines of a product hold more than one order may have of it.
    private func requireFewEnough() throws {
        for (number, product) in self.products {
            guard let most = product.maximumPerOrder else { continue }
            let wanted = self.lines.filter { $0.productID == number }.map(\.quantity).saturatedSum
            guard wanted <= most else {
                throw ShopError.badRequest(
                    "An order has at most \(most) of product \(number)"
                        + (self.isCart ? "; the cart holds \(wanted)" : ", not \(wanted)"),
                    reason: .maximumPerOrder)
            }
        }
    }
}
