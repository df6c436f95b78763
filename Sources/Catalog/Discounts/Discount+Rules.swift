package import Schemas
package import ShopCore

extension Field where Value.Constrained == Discount {
    /// More than nothing, not more than all, and not at an end before it begins.
    package func discount() -> Self {
        self.rule { discount in
            guard discount.value.coefficient <= 0 else { return nil }
            return Violation(
                path: [.field("value")], code: "greater_than", message: "Input should be greater than 0")
        }.rule { discount in
            guard discount.kind == .percentage, discount.value.scaled(to: 2) ?? .max > 10_000 else { return nil }
            return Violation(
                path: [.field("value")], code: "less_than_equal",
                message: "A percentage should be less than or equal to 100")
        }.rule { discount in
            guard let startsAt = discount.startsAt, let endsAt = discount.endsAt, endsAt <= startsAt else { return nil }
            return Violation(
                path: [.field("ends_at")], code: "value_error", message: "A discount should end after it has begun")
        }
    }

    private func rule(_ check: @escaping @Sendable (Discount) -> Violation?) -> Self {
        self.constrained(by: Constraint(check: check))
    }
}

extension Product {
    /// Refuses a discount of more than the price.
    ///
    /// - Parameter isNew: whether the discount is what was sent; else the price is.
    /// - Throws: `ValidationError` that names what was sent.
    func checkDiscount(isNew: Bool) throws {
        guard let discount, discount.kind == .fixed else { return }
        if let amount = Money(discount.value), amount <= self.price { return }
        let path = isNew ? ["body", "discount", "value"] : ["body", "price"]
        throw ValidationError([
            Violation(
                path: path.map(PathPart.field), code: "value_error",
                message: isNew
                    ? "A discount should not be more than the price of \(self.price)"
                    : "The price should not be less than the discount of \(discount.value)")
        ])
    }
}
