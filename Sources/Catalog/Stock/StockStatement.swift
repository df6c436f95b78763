package import BSON
import MongoODM
import ShopCore

/// The one statement that moves pieces of a line from one book to another: of the variant, and of the product, which keeps
/// the sums. It reads nothing before, so it may be run alone, with others in a transaction, or again.
///
/// If it finds no product, nothing was moved: the product or the variant is gone, the book has fewer, the product is sold by
/// variant and the line names none, or the other way round.
package struct StockStatement: Sendable {
    let change: Statement<Product>

    /// - Parameters:
    ///   - variantID: which of the product's variants; nil for a product without any.
    ///   - quantity: how many; less than one is never moved.
    package init(_ move: StockMove, _ quantity: Int, of productID: ObjectID, variant variantID: ObjectID?) {
        let (from, to) = (move.from.rawValue, move.to.rawValue)
        let amount = max(quantity, 1)
        let isCountable: BSONValue = [
            "$or": [
                [to: ["$exists": false]], [to: ["$type": "number", "$lte": .int64(Int64.max - Int64(amount))]],
            ]
        ]
        let hasEnough: BSONValue = [from: ["$gte": .int64(Int64(amount))]]
        let isWhat: BSONValue =
            variantID.map { ["variants": ["$elemMatch": ["$and": [["_id": .objectID($0)], hasEnough, isCountable]]]] }
            ?? ["variants.0": ["$exists": false]]
        var terms: [BSONValue] = [["_id": .objectID(productID)], isWhat, hasEnough, isCountable]
        #if DEBUG
        if PlantedBug.present == .unconditionalDecrement, move == .take {
            terms = [terms[0]] + (variantID.map { [["variants._id": .objectID($0)]] } ?? [])
        }
        #endif
        if quantity < 1 { terms.append(["_id": ["$exists": false]]) }
        self.change = Statement(
            .raw(["$and": .array(terms)]), .pipeline(Pipeline().moving(amount, move, variant: variantID)))
    }
}
