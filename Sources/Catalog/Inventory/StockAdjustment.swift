package import BSON
package import FoundationEssentials
package import MongoODM
package import Schemas

/// That more or less of a product can be bought because somebody of the shop says so. What orders move is in the orders.
package struct StockAdjustment: Document {
    /// The first of a product has the product's, so that there is one.
    package var id = ObjectID()
    package var productID: ObjectID
    /// Nil for a product without variants.
    package var variantID: ObjectID?
    package var change: Int
    /// Why: what somebody has written, or one of ``created``, ``opening``, ``changed`` and ``counted``.
    package var reason: String
    package var at = Date.now

    package static let schema = Schema("stock_adjustments", StockAdjustment.init) {
        Field("_id", \.id)
        Field("product_id", \.productID)
        Field("variant_id", \.variantID)
        Field("change", \.change)
        Field("reason", \.reason)
        Field("at", \.at)
    }

    /// Those of a product, the newest first.
    package static let indexes = [
        Index<StockAdjustment>(.ascending(\.productID), .descending(\.at), .descending(\.id))
    ]

    /// With the product.
    static let created = "created"
    /// What had been stocked before adjustments were written down.
    static let opening = "opening"
    /// With other fields of the product or of a variant.
    static let changed = "changed"
    /// What the doctor has found to be there.
    static let counted = "counted"
}

extension CountedProduct {
    /// The first adjustment of a product that was there before adjustments were written down, as long as there is no other.
    package var openingAdjustment: StockAdjustment {
        StockAdjustment(
            id: self.id, productID: self.id, change: self.opening, reason: StockAdjustment.opening,
            at: self.createdAt)
    }
}
