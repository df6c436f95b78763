import BSON
import FoundationEssentials
import ShopCore

/// The short texts that a product has for all that it can be filtered by. One that is not active has none of them.
enum FilterKey {
    /// Whatever is active.
    static let active = "a"
    static let featured = "f"

    static func category(_ id: ObjectID) -> String { Self.categoryPrefix + id.hexString }
    static func vendor(_ id: ObjectID) -> String { "v:" + id.hexString }
    static func tag(_ tag: String) -> String { "t:" + Folding.text(tag) }

    /// A value of an option; names have no control character.
    static func option(_ name: String, _ value: String) -> String {
        Self.option(folded: Folding.text(name), Folding.text(value))
    }

    static func option(folded name: String, _ value: String) -> String { "o:" + name + Self.separator + value }

    static let categoryPrefix = "c:"
    static let separator = "\u{1F}"
}

extension FilterKey {
    /// All of a product.
    ///
    /// - Parameter moment: when its price is the one that counts.
    static func all(of product: Product, at moment: Date) -> [String] {
        guard product.isActive else { return [] }
        var keys = [Self.active]
        if product.isFeatured { keys.append(Self.featured) }
        keys += product.categoryIDs.map(Self.category)
        if let vendorID = product.vendorID { keys.append(Self.vendor(vendorID)) }
        keys += product.tags.map(Self.tag)
        keys += product.optionPairs.map { Self.option($0.name, $0.value) }
        keys += PriceBand.keys(of: product.price(at: moment))
        keys += RatingBand.keys(of: product.rating)
        // Two tags of one folded text are one.
        var seen: Set<ExactKey> = []
        return keys.filter { seen.insert(ExactKey($0)).inserted }
    }

    /// Texts that look the same to Swift may differ in their bytes, which is what the database compares.
    private struct ExactKey: Hashable {
        let bytes: [UInt8]
        init(_ text: String) { self.bytes = Array(text.utf8) }
    }
}

extension Product {
    /// What the active variants offer: each pair once, as it was written.
    var optionPairs: [VariantOptions.Option] {
        var seen: Set<VariantOptions.Option> = []
        return self.variants.lazy.filter(\.isActive).flatMap(\.options.list).filter { seen.insert($0).inserted }
    }
}
