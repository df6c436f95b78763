import BSON
import MongoODM
import Schemas

/// The books of one product at a moment, and what paid orders say.
struct ProductBooks: SchemaObject {
    var id: ObjectID
    var slug: String
    var inventory: Int
    /// What the product counts as sold.
    var sold: Int
    /// Nil where nobody counted: another program has stored the product.
    var stocked: Int?
    /// What paid orders hold of it.
    var paid: Int

    static let schema = Schema(ProductBooks.init) {
        Field("_id", \.id)
        Field("slug", \.slug)
        Field("inventory", \.inventory)
        Field("sold", \.sold)
        Field("stocked", \.stocked)
        Field("paid", \.paid)
    }

    /// What would make them right.
    enum Remedy: Equatable {
        /// The inventory is right: the books begin with it.
        case countAnew
        /// Some of what was paid was never taken from the inventory.
        case take(Int)
    }

    /// Nil where more than one story fits, so that a person has to look.
    var remedy: Remedy? {
        guard let stocked else { return .countAnew }
        // Sold by a program that keeps no books, or the inventory was set by hand while everything sold is counted.
        if self.inventory + self.paid == stocked || self.sold == self.paid { return .countAnew }
        let isDecrementMissing = self.inventory + self.sold == stocked && self.paid > self.sold
        return isDecrementMissing ? .take(self.paid - self.sold) : nil
    }
}
