import BSON
import ShopCore

/// A filter whose names were looked up.
struct ProductSelection: Sendable {
    let filter: ProductFilter
    let categoryID: ObjectID?
    /// Several may have one name.
    let vendorIDs: [ObjectID]
    /// What is searched for; nil for nothing.
    var relevance: SearchRelevance?
    /// The criterion that the fewest products fulfil, once they are counted.
    var rarest: CountedCriterion?

    /// The keys of each option that is asked for, of which one variant has one each.
    var optionKeys: [[String]] {
        self.filter.options.map { option in option.values.map { FilterKey.option(option.name, $0) } }
    }

    /// What is asked of the products. None leaves all active ones in.
    var criteria: [ProductCriterion] {
        var criteria: [ProductCriterion] = []
        let options = self.optionKeys
        // In the order in which they are likely to leave few.
        criteria += self.relevance.map { Self.criteria(of: $0.terms) } ?? []
        criteria += options.map(ProductCriterion.keys)
        criteria += self.filter.tags.map { .keys([FilterKey.tag($0)]) }
        if let categoryID { criteria.append(.keys([FilterKey.category(categoryID)])) }
        if !self.vendorIDs.isEmpty { criteria.append(.keys(self.vendorIDs.map(FilterKey.vendor))) }
        if self.filter.isFeatured == true { criteria.append(.keys([FilterKey.featured])) }
        if let average = self.filter.minimumRating { criteria.append(.rating(from: average)) }
        if self.filter.hasPrice {
            criteria.append(.price(from: self.filter.minimumPrice, to: self.filter.maximumPrice))
        }
        if self.filter.isInStock { criteria.append(.stock) }
        if options.count > 1 { criteria.append(.variant(options)) }
        if self.filter.isFeatured == false { criteria.append(.notFeatured) }
        return criteria
    }

    /// Of a long text every so many words tell it from others as well as all: only these are counted.
    static func criteria(of terms: [SearchTerm]) -> [ProductCriterion] {
        let step = max(1, (terms.count + Self.mostCounted - 1) / Self.mostCounted)
        return terms.enumerated().map { .words($1, isCounted: $0 % step == 0) }
    }

    private static let mostCounted = 8
}
