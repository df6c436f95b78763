package import BSON
package import MongoODM

/// What lists know of a product's books.
///
/// An index with the inventory itself would have to be changed by every purchase, and whoever changes one index of a document
/// in a transaction makes MongoDB look at all of them, one by one, in its catalog: with the 24 of a product that took more time
/// than all the rest of a purchase.
extension Product {
    /// Whether some are left.
    static let filterStock = DerivedField<Product>("filter_stock") { $0.inventory > 0 }

    /// About how many are left; with variants, of that which is sold and has the fewest. See ``about(_:)``.
    static let filterLeast = DerivedField<Product>("filter_least") { about($0.leastInventory) }

    /// About how many were sold; see ``about(_:)``.
    static let filterSold = DerivedField<Product>("filter_sold") { _ in 0 }

    static let stockFilters = [filterStock, filterLeast, filterSold]

    /// How many are left of what is least there of, of what is sold.
    var leastInventory: Int { self.variants.lazy.filter(\.isActive).map(\.inventory).min() ?? self.inventory }

    /// What floating point counts exactly.
    fileprivate static let most = 1 << 53

    /// A count in steps: exact up to 15, and never more than an eighth too low, so that it seldom changes.
    static func about(_ count: Int) -> Int {
        guard count > 15 else { return max(count, 0) }
        let count = min(count, Self.most)
        let step = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount - 3)
        return count - count % step
    }

    /// What is true of a product that is for sale, and of which so many or fewer are left, or of one of its variants.
    package static func isShort(upTo most: Int) -> BSONDocument {
        let few: BSONValue = ["$lte": .int64(Int64(most))]
        // The least is about that, and never more.
        return [
            "is_active": true, "filter_least": few,
            "$or": [
                ["inventory": few], ["variants": ["$elemMatch": ["is_active": ["$ne": false], "inventory": few]]],
            ],
        ]
    }
}

extension Pipeline {
    /// Makes these fields what follows from the books of the same document.
    package func settingStockFilter() -> Pipeline {
        let sold: BSONValue = ["$filter": ["input": "$variants", "cond": ["$ne": ["$$this.is_active", false]]]]
        let least: BSONValue = [
            "$let": [
                "vars": ["least": ["$min": ["$map": ["input": sold, "in": "$$this.inventory"]]]],
                "in": ["$ifNull": ["$$least", "$inventory"]],
            ]
        ]
        return self.stage([
            "$set": [
                "filter_stock": ["$and": [["$isNumber": "$inventory"], ["$gt": ["$inventory", 0]]]],
                "filter_least": Self.about(["$cond": [["$isArray": "$variants"], least, "$inventory"]]),
                "filter_sold": Self.about("$sold"),
            ]
        ])
    }

    /// See ``Product/about(_:)``. What is no number is none.
    private static func about(_ count: BSONValue) -> BSONValue {
        let bounded: BSONValue = ["$max": [["$min": ["$$count", .int64(Int64(Product.most))]], 0]]
        // The power of two that is an eighth, at most, of the number.
        let step: BSONValue = ["$pow": [2, ["$subtract": [["$floor": ["$log": ["$$number", 2]]], 3]]]]
        let rounded: BSONValue = [
            "$cond": [
                ["$lte": ["$$number", 15]], "$$number", ["$subtract": ["$$number", ["$mod": ["$$number", step]]]],
            ]
        ]
        let number: BSONValue = [
            "$let": ["vars": ["count": count], "in": ["$cond": [["$isNumber": "$$count"], bounded, 0]]]
        ]
        return ["$toLong": ["$let": ["vars": ["number": number], "in": rounded]]]
    }
}
