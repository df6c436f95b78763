import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore

/// What follows from a product for lists, so that each of their filters and orders is a range of an index.
extension Product {
    /// See ``FilterKey``.
    static let filterKeys = DerivedField<Product>("filter_keys") { FilterKey.all(of: $0, at: .now) }

    /// What it costs, until ``filterUntil``.
    static let filterPrice = DerivedField<Product>("filter_price") { $0.price(at: .now) }

    /// When the clock makes the price another; far away when it never does.
    static let filterUntil = DerivedField<Product>("filter_until") { $0.filterUntil(at: .now) }

    static let filterName = DerivedField<Product>("filter_name") { Folding.text($0.name) }

    /// Names and values of the options that can be chosen, as they were written.
    static let filterOptions = DerivedField<Product>("filter_options") { product in
        product.optionPairs.map { $0.name + FilterKey.separator + $0.value }
    }

    /// The option keys of each active variant: what is wanted of several options must be true of one of them.
    static let filterVariants = DerivedField<Product>("filter_variants") { product in
        product.variants.filter(\.isActive).map { variant in
            VariantKeys(keys: variant.options.list.map { FilterKey.option($0.name, $0.value) })
        }
    }

    /// The moment comes first: if the price changes while the others are made, they are made again.
    static let filterFields = [filterUntil, filterKeys, filterPrice, filterName, filterOptions, filterVariants]

    func filterUntil(at moment: Date) -> Date {
        guard self.isActive else { return Self.forever }
        return self.nextPriceChange(after: moment) ?? Self.forever
    }

    /// The last second of the year 9999.
    static let forever = Date(timeIntervalSince1970: 253_402_300_799)

    /// Sets all of them to what follows from a product, which is the one that the update makes.
    var filterUpdates: [Update<Product>] { Self.filterFields.map { .set($0, of: self) } }
}

/// The option keys of one variant.
struct VariantKeys: SchemaObject {
    var keys: [String]

    static let schema = Schema(VariantKeys.init) { Field("keys", \.keys) }
}
