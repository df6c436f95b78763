import BSON
import ShopCore

/// Counts what products have of each kind.
struct FacetCounts {
    private var categories: [ObjectID: Int] = [:]
    private var tags = WrittenCounts()
    private var prices: [Int64: Int] = [:]
    /// From one star to five.
    private var ratings = [0, 0, 0, 0, 0]
    private var optionNames = WrittenCounts()
    private var optionValues: [String: WrittenCounts] = [:]
    private var folded: [String: String] = [:]
    /// What one variant must have, of each one.
    private let optionKeys: [Set<String>]

    /// So many of a kind are shown.
    private static let most = 100

    init(_ products: [FacetedProduct], of selection: ProductSelection) {
        self.optionKeys = selection.optionKeys.map { Set($0) }
        for product in products { self.add(product) }
    }

    private mutating func add(_ product: FacetedProduct) {
        for id in product.categoryIDs { self.categories[id, default: 0] += 1 }
        var seen: Set<String> = []
        for tag in product.tags {
            let folded = self.fold(tag)
            if seen.insert(folded).inserted { self.tags.add(tag, folded: folded) }
        }
        self.prices[Self.beginning(of: product.price), default: 0] += 1
        if product.rating.count > 0 {
            let stars = min(max(Int(product.rating.average), 1), 5)
            for star in 1...stars { self.ratings[star - 1] += 1 }
        }
        self.addOptions(of: product)
    }

    private mutating func addOptions(of product: FacetedProduct) {
        var (names, pairs): (Set<String>, Set<String>) = ([], [])
        let allowed = self.keys(of: product.variants)
        for option in product.options {
            let parts = option.split(separator: FilterKey.separator, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let (name, value) = (String(parts[0]), String(parts[1]))
            let (foldedName, foldedValue) = (self.fold(name), self.fold(value))
            if let allowed, !allowed.contains(FilterKey.option(folded: foldedName, foldedValue)) { continue }
            if names.insert(foldedName).inserted { self.optionNames.add(name, folded: foldedName) }
            guard pairs.insert(foldedName + FilterKey.separator + foldedValue).inserted else { continue }
            self.optionValues[foldedName, default: WrittenCounts()].add(value, folded: foldedValue)
        }
    }

    /// The keys of the variants that are as asked for; nil where nothing is asked of them.
    private func keys(of variants: [VariantKeys]) -> Set<String>? {
        guard !self.optionKeys.isEmpty else { return nil }
        let fitting = variants.filter { variant in
            self.optionKeys.allSatisfy { keys in variant.keys.contains { keys.contains($0) } }
        }
        return Set(fitting.flatMap(\.keys))
    }

    /// Most products share their words with others.
    private mutating func fold(_ text: String) -> String {
        if let folded = self.folded[text] { return folded }
        let folded = Folding.text(text)
        self.folded[text] = folded
        return folded
    }

    /// Where the range of prices begins that a price lies in: at one, two or five of the greatest unit that it has.
    private static func beginning(of price: Money) -> Int64 {
        var unit: Int64 = 1
        while price.minorUnits / unit >= 10 { unit *= 10 }
        return (price.minorUnits / unit >= 5 ? 5 : price.minorUnits / unit >= 2 ? 2 : 1) * unit
    }

    private static func end(from beginning: Int64) -> Int64 {
        String(beginning).first == "2" ? beginning / 2 * 5 - 1 : beginning * 2 - 1
    }
}

extension FacetCounts {
    func categories(in table: CategoryTable) -> [(category: Category, count: Int)] {
        self.categories.compactMap { id, count in table[id].map { ($0, count) } }
            .sorted { ($1.1, $0.0.name, $0.0.id.hexString) < ($0.1, $1.0.name, $1.0.id.hexString) }
            .prefix(Self.most).map { ($0.0, $0.1) }
    }

    var tagList: [(name: String, count: Int)] { self.tags.list(Self.most).map { ($0.text, $0.count) } }

    var priceList: [(from: Money, to: Money, count: Int)] {
        self.prices.sorted { $0.key < $1.key }.map { beginning, count in
            (Money(minorUnits: beginning), Money(minorUnits: Self.end(from: beginning)), count)
        }
    }

    var ratingList: [(minimum: Int, count: Int)] { (1...5).reversed().map { ($0, self.ratings[$0 - 1]) } }

    /// The folded names of the options that the most products have.
    var optionNameList: [String] { self.optionNames.list(Self.most).map { Folding.text($0.text) } }

    func option(_ folded: String) -> (name: String, values: [(value: String, count: Int)])? {
        guard let name = self.optionNames.written(folded), let values = self.optionValues[folded] else { return nil }
        return (name, values.list(Self.most).map { ($0.text, $0.count) })
    }
}
