import BSON
import MongoODM

extension ProductRepository {
    /// Has the ratings of a product follow a review, by what the database adds to them.
    ///
    /// - Parameters:
    ///   - old: what the review added before; nil for nothing.
    ///   - new: what it adds from now on; nil for nothing.
    ///   - isForSale: whether the product must be shown to everybody.
    /// - Returns: nil when there is no such product.
    func rate(
        _ id: ObjectID, from old: Int?, to new: Int?, ifActive isForSale: Bool = false, in transaction: Transaction
    ) async throws -> RatedProduct? {
        var query: Query<Product> = \.id == id
        if isForSale { query = query && \.isActive == true }
        do {
            return try await self.products.findOneAndUpdate(
                query, ProductRating.following(from: old, to: new), in: transaction
            ).map { .readable($0) }
        } catch let error as MongoError where error.code == .decoding {
            // It is changed nevertheless.
            return .unreadable
        }
    }
}

/// A product after a change of its ratings.
enum RatedProduct: Sendable {
    case readable(Product)
    /// Nothing of it is in the cache.
    case unreadable
}

extension ProductRating {
    /// What follows from the counts of each rating, of which one is lower now and one is higher. Whatever is no number counts
    /// as 0.
    static func following(from old: Int?, to new: Int?) -> Pipeline {
        let ratings = ReviewRules.ratings
        let counts = ratings.map { rating -> (String, BSONValue) in
            let path: BSONValue = .string("$rating.by_rating.\(rating)")
            let change = (rating == new ? 1 : 0) - (rating == old ? 1 : 0)
            return ("\(rating)", ["$add": [["$cond": [["$isNumber": path], path, 0]], .int32(Int32(change))]])
        }
        let count = ratings.map { BSONValue.string("$rating.by_rating.\($0)") }
        let sum = ratings.map { rating -> BSONValue in
            ["$multiply": [.int32(Int32(rating)), .string("$rating.by_rating.\(rating)")]]
        }
        return Pipeline()
            .stage(["$set": ["rating.by_rating": .document(BSONDocument(counts))]])
            .stage(["$set": ["rating.count": ["$add": .array(count)], "rating.sum": ["$add": .array(sum)]]])
            .stage(["$set": ["rating.average": Self.average(of: "$rating.sum", by: "$rating.count")]])
            .settingRatingKeys()
    }

    /// What the database computes of two of its numbers: the average, rounded half-even to two decimals; 0 of none.
    static func average(of sum: BSONValue, by count: BSONValue) -> BSONValue {
        // In decimal digits: what lies half-way between two averages is no binary fraction.
        let quotient: BSONValue = ["$divide": [["$toDecimal": sum], count]]
        return ["$cond": [["$gt": [count, 0]], ["$toDouble": ["$round": [quotient, 2]]], .double(0)]]
    }
}
