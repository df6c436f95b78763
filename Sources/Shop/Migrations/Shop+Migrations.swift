import MongoODM
import ShopCore

extension Shop {
    /// The steps of all features, and those that span several. Numbers and meanings of those that were released stay as
    /// they are; a later change of the data is a further step.
    static let migrations =
        features.flatMap { $0.migrations } + [
            Migration(4, "hold amounts as exact decimals") { database in
                try await StoredAmounts.exact.change(in: database)
            } down: { database in
                // The programs before this one read both forms; the Python app reads doubles alone.
                try await StoredAmounts.binary.change(in: database)
            },
            // Of what an earlier version places meanwhile no vendor is told.
            Migration(15, "let the lines of orders say who sold them") { database in
                try await StoredVendors(database).add()
            } down: { database in
                try await StoredVendors(database).remove()
            },
        ]
}
