package import MongoODM

/// The books of the inventory: what the doctor compares the inventory and the paid orders with.
///
/// At every moment `inventory + reserved + sold = stocked`, and `sold` is the sum of the paid orders' lines of the product,
/// also of variants that were removed since. No answer shows them. With variants, each has such books, and the product's
/// `inventory` and `reserved` are their sums.
extension Product {
    /// How many wait for the payments of orders.
    static let reserved = DerivedField<Product>("reserved") { _ in 0 }

    /// How many were sold: raised by the very update that lowers the inventory.
    package static let sold = DerivedField<Product>("sold") { _ in 0 }

    /// How many were ever put in stock: set with each change of the inventory by an admin.
    package static let stocked = DerivedField<Product>("stocked") { $0.inventory }
}
