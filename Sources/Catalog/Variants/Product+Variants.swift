public import BSON
import Schemas
import ShopCore

/// A product with variants is sold by variant only. Its own inventory is the sum of theirs, those included that are not
/// active.
extension Product {
    /// How many can be bought now.
    public var availableInventory: Int {
        self.variants.isEmpty
            ? self.inventory : self.variants.lazy.filter(\.isActive).map(\.inventory).saturatedSum
    }

    /// The product as the primary contract shows it to admins, which knows no variants.
    public var shown: Product {
        guard !self.variants.isEmpty else { return self }
        var product = self
        product.inventory = self.availableInventory
        return product
    }

    /// The names of the options, which all variants have.
    var optionNames: [String] { self.variants.first?.options.names ?? [] }

    /// What can be chosen of each option, in the order of its first use.
    public var options: [(name: String, values: [String])] {
        self.optionNames.map { name in
            var seen: Set<ExactText> = []
            let values = self.variants.compactMap { $0.options[name] }
            return (name, values.filter { seen.insert(ExactText($0)).inserted })
        }
    }

    /// The variant with an id.
    public func variant(_ id: ObjectID) -> Variant? { self.variants.first { $0.id == id } }
}
