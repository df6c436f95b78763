import BSON
import Schemas
import ShopCore

/// What a change of a variant makes of its product: the other variants are to be told from it, and the product's inventory
/// is the sum.
extension Product {
    /// Adds a variant. The product's own stock passes to the first one, unless that names its own.
    ///
    /// - Throws: ``ShopError`` `conflict`, and `badRequest` for the names of options. `ValidationError` for the picture.
    mutating func add(_ draft: VariantDraft) throws -> Variant {
        guard self.variants.count < ProductRules.mostVariants else {
            throw ShopError.conflict(
                "A product has at most \(ProductRules.mostVariants) variants", reason: .tooManyVariants)
        }
        try self.requireImage(draft.imageID)
        let inventory = draft.inventory ?? (self.variants.isEmpty ? self.inventory : 0)
        let variant = Variant(
            sku: draft.sku, options: draft.options, price: draft.price, inventory: inventory, stocked: inventory,
            imageID: draft.imageID, isActive: draft.isActive)
        self.variants.append(variant)
        return try self.settled(at: self.variants.count - 1)
    }

    /// Changes fields of a variant.
    ///
    /// - Returns: nil when there is no such variant.
    /// - Throws: ``ShopError`` `conflict`, and `badRequest` for the names of options. `ValidationError` for the picture.
    mutating func change(_ id: ObjectID, _ changes: VariantChanges) throws -> Variant? {
        guard let index = self.variants.firstIndex(where: { $0.id == id }) else { return nil }
        if let sku = changes.sku.newValue { self.variants[index].sku = sku }
        if let options = changes.options.newValue { self.variants[index].options = options }
        if let price = changes.price.newValue { self.variants[index].price = price }
        if let inventory = changes.inventory.newValue { self.variants[index].setInventory(inventory) }
        if let imageID = changes.imageID.newValue {
            try self.requireImage(imageID)
            self.variants[index].imageID = imageID
        }
        if let isActive = changes.isActive.newValue { self.variants[index].isActive = isActive }
        return try self.settled(at: index)
    }

    /// Removes a variant, and its stock with it; that of the last one passes to the product.
    ///
    /// - Returns: what was removed; nil when there is no such variant.
    /// - Throws: ``ShopError`` `conflict` when orders wait for pieces of it.
    mutating func removeVariant(_ id: ObjectID) throws(ShopError) -> Variant? {
        guard let index = self.variants.firstIndex(where: { $0.id == id }) else { return nil }
        guard self.variants[index].reserved == 0 else { throw Self.isReserved }
        let variant = self.variants.remove(at: index)
        if !self.variants.isEmpty { self.inventory = self.variants.map(\.inventory).saturatedSum }
        return variant
    }

    static let isReserved = ShopError.conflict(
        "Orders that are not paid yet have pieces set aside; end the sale first and try again later",
        reason: .stockReserved)

    /// The variant as it can stand beside the others.
    private mutating func settled(at index: Int) throws(ShopError) -> Variant {
        let variant = self.variants[index]
        let others = self.variants.indices.lazy.filter { $0 != index }.map { [variants] in variants[$0] }
        if let first = others.first {
            guard let options = variant.options.ordered(by: first.options.names) else {
                let names = first.options.names.joined(separator: ", ")
                throw .badRequest(
                    "All variants of a product have the same options, here: \(names)", field: "options",
                    reason: .optionsDiffer)
            }
            self.variants[index].options = options
            guard !others.contains(where: { $0.options == options }) else {
                throw .conflict(
                    "The product has a variant with these options already", field: "options", reason: .optionsTaken)
            }
        }
        guard !others.contains(where: { $0.sku.hasSameBytes(as: variant.sku) }) else { throw Self.skuIsTaken }
        self.inventory = self.variants.map(\.inventory).saturatedSum
        return self.variants[index]
    }

    private func requireImage(_ id: ObjectID?) throws(ValidationError) {
        guard let id else { return }
        guard self.images.contains(where: { $0.id == id }) else { throw .unknown("image_id", "image of the product") }
    }

    static let skuIsTaken = ShopError.conflict(
        "A variant with this SKU already exists", field: "sku", reason: .skuTaken)
}
