package import BSON
package import MongoODM

extension Pipeline {
    /// Moves pieces of a product, and of one of its variants, from one book to another, and makes what lists know of these what
    /// follows from that.
    ///
    /// - Parameter variantID: which of the variants; nil for the product alone.
    package func moving(_ quantity: Int, _ move: StockMove, variant variantID: ObjectID? = nil) -> Pipeline {
        func moved(in place: String) -> BSONValue {
            let (from, to) = (move.from.rawValue, move.to.rawValue)
            return [
                from: ["$subtract": [.string(place + from), .int64(Int64(quantity))]],
                to: ["$add": [["$ifNull": [.string(place + to), 0]], .int64(Int64(quantity))]],
            ]
        }
        var pipeline = self.stage(["$set": moved(in: "$")])
        if let variantID {
            let isMeant: BSONValue = ["$eq": ["$$variant._id", .objectID(variantID)]]
            let variant: BSONValue = [
                "$cond": [isMeant, ["$mergeObjects": ["$$variant", moved(in: "$$variant.")]], "$$variant"]
            ]
            pipeline = pipeline.stage([
                "$set": ["variants": ["$map": ["input": "$variants", "as": "variant", "in": variant]]]
            ])
        }
        return pipeline.settingStockFilter()
    }
}
