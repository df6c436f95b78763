import BSON
import MongoODM

extension CartStatement {
    /// Puts more of a product into the cart: raises the quantity of its line, or begins one that holds less than one anew, as
    /// another program may have stored it, or adds a line where there is none. A user without a cart gets one, unless in a
    /// transaction, which a rival's cart would end; a visitor gets none.
    ///
    /// It finds no cart where the line or the product would hold too many, the cart is full, or a rival has just made it.
    ///
    /// - Parameters:
    ///   - item: a quantity that a cart may hold.
    ///   - highest: how many the line may hold then.
    ///   - limit: how many all lines of the product may hold then, `item` alone included; nil for any number.
    static func add(
        _ item: CartItem, upTo highest: Int, ofAtMost limit: Int?, for owner: CartOwner
    ) throws -> CartStatement {
        let most = highest - item.quantity
        let lines = CartRepository.lines(of: item)
        let isRaised: Query<Cart> = .any(\.items, lines && \.quantity >= 1 && \.quantity <= most)
        let isBegunAnew: Query<Cart> = .any(\.items, lines && !(\.quantity >= 1))
        let isAppended: Query<Cart> =
            .none(\.items, lines) && !.hasElement(\.items, at: CartRepository.mostLines - 1)
        var condition = isRaised || isBegunAnew || isAppended
        if let limit { condition = condition && Self.holds(item, upTo: limit - item.quantity, other: false) }
        // The server takes no expression in the query of what may insert: then the next round finds a cart that was made.
        return CartStatement(
            owner: owner, condition: condition, change: .pipeline(try Self.adding(item, most: most)),
            makesCart: limit == nil)
    }

    /// Changes the first line that can be raised, else the first that holds less than one, else adds a line.
    private static func adding(_ item: CartItem, most: Int) throws -> Pipeline {
        let new = try BSONDocument(encoding: item)
        let (lines, quantity): (BSONValue, BSONValue) = ("$$lines", "$$line.qty")
        let isOfProduct: BSONValue = [
            "$and": [
                ["$eq": ["$$line.product_id", new["product_id"] ?? nil]],
                ["$eq": [["$ifNull": ["$$line.variant_id", nil]], new["variant_id"] ?? nil]],
            ]
        ]
        let isOne: BSONValue = ["$and": [["$isNumber": quantity], ["$gte": [quantity, 1]]]]
        func first(where condition: BSONValue) -> BSONValue {
            ["$indexOfArray": [["$map": ["input": lines, "as": "line", "in": condition]], true]]
        }
        let seenPrice = new["seen_price"] ?? nil
        func changed(at index: BSONValue, to value: BSONValue) -> BSONValue {
            let line: BSONValue = ["$arrayElemAt": [lines, "$$at"]]
            let changes: BSONValue = ["qty": value, "seen_price": seenPrice]
            let changed: BSONValue = [
                "$cond": [["$eq": ["$$at", index]], ["$mergeObjects": ["$$line", changes]], "$$line"]
            ]
            return [
                "$map": [
                    "input": ["$range": [0, ["$size": lines]]], "as": "at",
                    "in": ["$let": ["vars": ["line": line], "in": changed]],
                ]
            ]
        }
        let isRaised: BSONValue = ["$and": [isOfProduct, isOne, ["$lte": [quantity, .int64(Int64(most))]]]]
        let isBegunAnew: BSONValue = ["$and": [isOfProduct, ["$not": [isOne]]]]
        let wanted = new["qty"] ?? nil
        let items: BSONValue = [
            "$switch": [
                "branches": [
                    [
                        "case": ["$gte": ["$$raised", 0]],
                        "then": changed(at: "$$raised", to: ["$add": [quantity, wanted]]),
                    ],
                    ["case": ["$gte": ["$$begun", 0]], "then": changed(at: "$$begun", to: wanted)],
                ],
                "default": ["$concatArrays": [lines, [["$literal": .document(new)]]]],
            ]
        ]
        let places: BSONValue = ["raised": first(where: isRaised), "begun": first(where: isBegunAnew)]
        return Pipeline().stage([
            "$set": [
                "items": [
                    "$let": [
                        "vars": ["lines": ["$cond": [["$isArray": ["$items"]], "$items", []]]],
                        "in": ["$let": ["vars": places, "in": items]],
                    ]
                ]
            ]
        ])
    }

    /// Carts whose lines of a product hold so many in sum at most.
    ///
    /// - Parameter other: whether only the lines of other variants count.
    static func holds(_ item: CartItem, upTo most: Int, other: Bool) -> Query<Cart> {
        let isOther: BSONValue = [
            "$ne": [["$ifNull": ["$$line.variant_id", nil]], item.variantID.map { .objectID($0) } ?? .null]
        ]
        let isOfProduct: BSONValue = ["$eq": ["$$line.product_id", .int64(Int64(item.productID))]]
        let lines: BSONValue = [
            "$filter": [
                "input": ["$cond": [["$isArray": ["$items"]], "$items", []]], "as": "line",
                "cond": other ? ["$and": [isOfProduct, isOther]] : isOfProduct,
            ]
        ]
        let sum: BSONValue = ["$sum": ["$map": ["input": lines, "as": "line", "in": "$$line.qty"]]]
        return .raw(["$expr": ["$lte": [sum, .int64(Int64(most))]]])
    }
}
