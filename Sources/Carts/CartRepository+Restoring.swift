import BSON
import MongoODM
import ShopCore

extension CartRepository {
    /// Does something with a cart. If the cart can't be read, because another program stored lines that are none, those
    /// are dropped: the owner gets the rest, and a cart that works.
    ///
    /// - Parameter work: may have changed the cart before its answer could not be read.
    /// - Throws: ``ShopError`` `conflict` when the cart can't be read without these lines either.
    func restoring(_ owner: CartOwner, _ work: () async throws -> Cart?) async throws -> Cart? {
        do {
            return try await work()
        } catch let error as MongoError where error.code == .decoding {
            self.report(UnreadableDocument(error, self.carts.collectionName))
        }
        do {
            try await self.carts.updateOne(self.query(owner), Self.droppingLines)
            return try await self.carts.findOne(self.query(owner))
        } catch let error as MongoError where error.code == .decoding {
            throw ShopError.conflict("The cart can't be read as it is stored; the shop has to mend it")
        }
    }

    /// Leaves the lines whose product and quantity are whole numbers and whose variant can be one, without the prices that were
    /// seen, and a coupon whose code is a text; and counts as a change, so that the moment of the last change is a date.
    private static var droppingLines: Pipeline {
        let isVariant: BSONValue = ["$in": [["$type": "$$line.variant_id"], ["missing", "null", "objectId"]]]
        let isLine: BSONValue = [
            "$and": [Self.isWhole("$$line.product_id"), Self.isWhole("$$line.qty"), isVariant]
        ]
        let lines: BSONValue = ["$cond": [["$isArray": "$items"], "$items", []]]
        let left: BSONValue = ["$filter": ["input": lines, "as": "line", "cond": isLine]]
        let line: BSONValue = ["$unsetField": ["field": "seen_price", "input": "$$line"]]
        let isCode: BSONValue = ["$eq": [["$type": "$coupon"], "string"]]
        return Pipeline().stage([
            "$set": [
                "items": ["$map": ["input": left, "as": "line", "in": line]],
                "coupon": ["$cond": [isCode, "$coupon", "$$REMOVE"]],
            ]
        ])
    }

    private static func isWhole(_ value: BSONValue) -> BSONValue {
        let whole: BSONValue = ["$convert": ["input": value, "to": "long", "onError": nil, "onNull": nil]]
        return ["$and": [["$isNumber": value], ["$eq": [whole, value]]]]
    }
}
