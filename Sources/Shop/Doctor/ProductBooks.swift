import BSON
import MongoODM
import Schemas

/// The books of one product at a moment, and what paid orders say.
struct ProductBooks: SchemaObject {
    var id: ObjectID
    var slug: String
    var inventory: Int
    var reserved: Int
    /// What the product counts as sold.
    var sold: Int
    /// Nil where nobody counted: another program has stored the product.
    var stocked: Int?
    /// Whether it is sold by variant.
    var hasVariants: Bool
    /// What paid orders hold of it.
    var paid: Int

    static let schema = Schema(ProductBooks.init) {
        Field("_id", \.id)
        Field("slug", \.slug)
        Field("inventory", \.inventory)
        Field("reserved", \.reserved)
        Field("sold", \.sold)
        Field("stocked", \.stocked)
        Field("has_variants", \.hasVariants)
        Field("paid", \.paid)
    }

    /// What would make them right.
    enum Remedy: Equatable {
        /// The inventory is right: the books begin with it.
        case countAnew
        /// Some of what was paid was never taken from the inventory.
        case take(Int)
    }

    /// Nil where more than one story fits, or a number is so large that nothing can be counted with it, so that a person
    /// has to look.
    var remedy: Remedy? {
        guard let stocked else { return .countAnew }
        guard let there = Self.sum(self.inventory, self.reserved), let left = Self.sum(there, self.paid),
            let counted = Self.sum(there, self.sold)
        else { return nil }
        // Sold by a program that keeps no books, or the inventory was set by hand while everything sold is counted.
        if left == stocked || self.sold == self.paid { return .countAnew }
        let (missing, isTooMuch) = self.paid.subtractingReportingOverflow(self.sold)
        // Of which variant it was to be taken, the product does not tell.
        guard !self.hasVariants else { return nil }
        return counted == stocked && missing > 0 && !isTooMuch ? .take(missing) : nil
    }

    private static func sum(_ first: Int, _ second: Int) -> Int? {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? nil : sum
    }
}
