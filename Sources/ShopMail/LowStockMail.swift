package import Mail

/// For who looks after the inventory, when few pieces of something are left.
package struct LowStockMail: MailContent {
    package static let name = "low-stock"
    package static let example = LowStockMail(
        product: "Mechanical Keyboard RGB", sku: "KEYB-DE", number: 3, inventory: 4, threshold: 5)

    package var product: String
    /// Nil for a product without variants.
    package var sku: String?
    package var number: Int
    /// How many can be bought still.
    package var inventory: Int
    /// So many or fewer are few.
    package var threshold: Int

    package init(product: String, sku: String?, number: Int, inventory: Int, threshold: Int) {
        self.product = product
        self.sku = sku
        self.number = number
        self.inventory = inventory
        self.threshold = threshold
    }

    package var fields: [String: MailField] {
        var fields: [String: MailField] = [
            "product": .text(self.product), "number": .text(String(self.number)),
            "inventory": .text(String(self.inventory)), "threshold": .text(String(self.threshold)),
        ]
        if let sku { fields["sku"] = .text(sku) }
        return fields
    }
}
