import BSON
package import MongoODM

/// What lists know of a product's books.
///
/// An index with the inventory itself would have to be changed by every purchase, and whoever changes one index of a document
/// in a transaction makes MongoDB look at all of them, one by one, in its catalog: with the 24 of a product that took more time
/// than all the rest of a purchase.
extension Product {
    /// Whether some are left.
    static let filterStock = DerivedField<Product>("filter_stock") { $0.inventory > 0 }

    /// About how many were sold: exact up to 15, and never more than an eighth too low, so that it seldom changes.
    static let filterSold = DerivedField<Product>("filter_sold") { _ in 0 }

    /// What floating point counts exactly.
    fileprivate static let mostSold = 1 << 53

    /// See ``filterSold``.
    static func filterSold(of count: Int) -> Int {
        guard count > 15 else { return max(count, 0) }
        let count = min(count, Self.mostSold)
        let step = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount - 3)
        return count - count % step
    }
}

extension Pipeline {
    /// Makes these fields what follows from the books of the same document.
    package func settingStockFilter() -> Pipeline {
        let sold: BSONValue = [
            "$cond": [
                ["$isNumber": "$sold"], ["$max": [["$min": ["$sold", .int64(Int64(Product.mostSold))]], 0]], 0,
            ]
        ]
        // The power of two that is an eighth, at most, of what was sold.
        let step: BSONValue = ["$pow": [2, ["$subtract": [["$floor": ["$log": ["$$sold", 2]]], 3]]]]
        let about: BSONValue = [
            "$cond": [["$lte": ["$$sold", 15]], "$$sold", ["$subtract": ["$$sold", ["$mod": ["$$sold", step]]]]]
        ]
        return self.stage([
            "$set": [
                "filter_stock": ["$and": [["$isNumber": "$inventory"], ["$gt": ["$inventory", 0]]]],
                "filter_sold": ["$toLong": ["$let": ["vars": ["sold": sold], "in": about]]],
            ]
        ])
    }
}
