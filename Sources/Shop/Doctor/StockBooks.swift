import BSON
import Catalog
import MongoODM
import Orders
import ShopCore

/// Compares the books of all products with the paid orders, and mends them.
struct StockBooks: Sendable {
    let products: ProductRepository
    let orders: OrderRepository
    let catalog: CatalogService

    /// The products whose books fulfil a condition.
    func faults(_ condition: BSONValue, listing limit: Int) async throws -> Examination {
        var found = try await self.orders.orders.faults(Self.pipeline(condition), listing: limit)
        found.examined = try await self.products.products.count()
        return found
    }

    /// The products whose paid orders were not taken from the stock once.
    static let isNotTaken: BSONValue = ["$ne": ["$paid", "$sold"]]
    /// Those of which more or less is there, reserved or sold than was stocked.
    static let doesNotAddUp: BSONValue = ["$ne": [["$add": ["$inventory", "$reserved", "$sold"]], "$stocked"]]

    /// Mends what is clear. A product that is sold between the look and the mending is left for the next time.
    ///
    /// - Returns: how many products were mended.
    func mend() async throws -> Int {
        let isWrong: BSONValue = ["$or": [Self.isNotTaken, Self.doesNotAddUp]]
        var mended = 0
        var last = BSONValue.minKey
        while true {
            let page = try await self.orders.orders.reading(.snapshot).documents(
                Self.pipeline(["$and": [["$gt": ["$_id", last]], isWrong]]).stage(["$sort": ["_id": 1]]),
                limit: Self.pageSize)
            for found in page {
                // Numbers that are none, or don't fit, are for a person.
                guard let books = try? found.decoded(as: ProductBooks.self) else { continue }
                if try await self.mend(books) { mended += 1 }
            }
            guard page.count == Self.pageSize, let end = page.last?["_id"] else { return mended }
            last = end
        }
    }

    private static let pageSize = 500

    /// - Returns: whether the product was as it was seen, and is mended.
    private func mend(_ books: ProductBooks) async throws -> Bool {
        let products = self.products.products
        let isAsSeen = Query<Product>.raw([
            "_id": .objectID(books.id), "inventory": .int64(Int64(books.inventory)),
            "reserved": books.reserved == 0 ? ["$in": [0, nil]] : .int64(Int64(books.reserved)),
            "sold": books.sold == 0 ? ["$in": [0, nil]] : .int64(Int64(books.sold)),
            "stocked": books.stocked.map { .int64(Int64($0)) } ?? nil,
        ])
        switch books.remedy {
        case .countAnew:
            let (paid, reserved): (BSONValue, BSONValue) = (
                .int64(Int64(books.paid)), .int64(Int64(books.reserved))
            )
            return try await products.updateOne(
                isAsSeen,
                Pipeline().stage(["$set": ["sold": paid, "stocked": ["$add": ["$inventory", reserved, paid]]]])
                    .settingStockFilter()
            ).matched == 1
        case .take(let count):
            let result = try await products.updateOne(
                isAsSeen && \.inventory >= count, Pipeline().moving(count, .take))
            if result.matched == 1 { await self.catalog.forget([], ids: [books.id]) }
            return result.matched == 1
        case nil: return false
        }
    }

    /// The books of the products that fulfil a condition; those of products that were deleted are gone with them.
    private static func pipeline(_ condition: BSONValue) -> Pipeline {
        let identifier: BSONValue = [
            "$convert": ["input": "$items.product_id", "to": "objectId", "onError": nil, "onNull": nil]
        ]
        let products: BSONValue = [
            [
                "$project": [
                    "slug": 1, "inventory": Self.number("$inventory"), "stocked": Self.number("$stocked"),
                    "reserved": Self.number(["$ifNull": ["$reserved", 0]]),
                    "sold": Self.number(["$ifNull": ["$sold", 0]]),
                    "has_variants": ["$gt": [["$size": Self.array("$variants")], 0]], "isThere": ["$literal": true],
                ]
            ]
        ]
        return Pipeline()
            .stage(["$match": Self.isSold])
            .stage(["$unwind": "$items"])
            .stage(["$group": ["_id": identifier, "paid": ["$sum": Self.soldOfLine]]])
            .stage(["$unionWith": ["coll": "products", "pipeline": products]])
            .stage([
                "$group": [
                    "_id": "$_id", "slug": ["$max": "$slug"], "inventory": ["$max": "$inventory"],
                    "reserved": ["$max": "$reserved"], "sold": ["$max": "$sold"], "stocked": ["$max": "$stocked"],
                    "paid": ["$sum": "$paid"], "has_variants": ["$max": "$has_variants"],
                    "isThere": ["$max": "$isThere"],
                ]
            ])
            .stage(["$match": ["isThere": true, "$expr": condition]])
            .stage(["$unset": "isThere"])
    }

    /// The orders whose pieces are sold: those that were paid, and those that are paid at the door.
    static let isSold: BSONValue = ["$or": [["status": "paid"], ["delivery": ["$ne": nil]]]]

    /// What is sold of a line: what was ordered, without what came back.
    static let soldOfLine: BSONValue = [
        "$subtract": [Self.number("$items.qty"), Self.number(["$ifNull": ["$items.restocked_quantity", 0]])]
    ]

    /// Null for what is no number: calculating with it would end the whole look.
    private static func number(_ value: BSONValue) -> BSONValue {
        ["$cond": [["$isNumber": value], value, nil]]
    }

    static func array(_ value: BSONValue) -> BSONValue { ["$cond": [["$isArray": value], value, []]] }
}
