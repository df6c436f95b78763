import BSON
import MongoODM
import ShopCore

/// One thing that is asked of products.
struct ProductCriterion: Sendable {
    /// One of these keys is had by all that fulfil it; none if an index has no range of them.
    var keys: [String] = []
    /// One of these words is had by all that fulfil it.
    var words: [String] = []
    /// What must hold besides; nil where keys or words say it all.
    var exact: BSONDocument?
    var kind = Kind.key

    enum Kind {
        case key
        /// The price index has just what is asked for.
        case price
        /// The index of the ratings has.
        case rating
        /// The partial indexes have.
        case stock
        /// The index of the words has.
        case words
        /// No index has it.
        case other
    }

    /// The question to the index of the keys.
    static func having(_ keys: [String]) -> BSONDocument { ["filter_keys": Self.any(of: keys)] }

    /// The question to the index of the words.
    static func saying(_ words: [String]) -> BSONDocument { ["is_active": true, "search_words": Self.any(of: words)] }

    private static func any(of values: [String]) -> BSONValue {
        values.count == 1 ? .string(values[0]) : ["$in": .array(values.map { .string($0) })]
    }

    /// The criterion as a condition on products that were found by another. It is none that an index could be chosen for: the
    /// server would try which of the two is the better one, at the cost of both.
    var condition: BSONDocument {
        if let exact { return exact }
        let (field, values) = self.words.isEmpty ? ("filter_keys", self.keys) : ("search_words", self.words)
        let none: BSONValue = ["$nin": .array(values.map { .string($0) })]
        return ["$nor": [.document(BSONDocument([(field, none)]))]]
    }
}

extension ProductCriterion {
    static func keys(_ keys: [String]) -> ProductCriterion { ProductCriterion(keys: keys) }

    static func price(from lowest: Money?, to highest: Money?) -> ProductCriterion {
        let range = BSONDocument { writer in
            if let lowest {
                writer.key("$gte")
                lowest.write(to: writer)
            }
            if let highest {
                writer.key("$lte")
                highest.write(to: writer)
            }
        }
        let (from, to) = (lowest?.minorUnits ?? 0, highest?.minorUnits ?? .max)
        return ProductCriterion(
            keys: from <= to ? PriceBand.keys(covering: from...to) : [], exact: ["filter_price": .document(range)],
            kind: .price)
    }

    static func rating(from average: Double) -> ProductCriterion {
        ProductCriterion(
            keys: RatingBand.keys(from: average), exact: ["rating.average": ["$gte": .double(average)]], kind: .rating)
    }

    /// A product with variants is in stock if one is that is sold.
    static let stock = ProductCriterion(
        exact: [
            "is_active": true, "filter_stock": true, "inventory": ["$gt": 0],
            "$or": [
                ["variants.0": ["$exists": false]],
                ["variants": ["$elemMatch": ["is_active": ["$ne": false], "inventory": ["$gt": 0]]]],
            ],
        ], kind: .stock)

    /// - Parameter isCounted: whether the term may be what the question starts from.
    static func words(_ term: SearchTerm, isCounted: Bool) -> ProductCriterion {
        ProductCriterion(words: term.alternatives, kind: isCounted ? .words : .other)
    }

    static let notFeatured = ProductCriterion(exact: ["is_featured": ["$ne": true]], kind: .other)

    /// One variant has a value of each option.
    static func variant(_ options: [[String]]) -> ProductCriterion {
        let conditions = options.map { keys -> BSONValue in ["keys": ["$in": .array(keys.map { .string($0) })]] }
        return ProductCriterion(
            exact: ["filter_variants": ["$elemMatch": ["$and": .array(conditions)]]], kind: .other)
    }
}
