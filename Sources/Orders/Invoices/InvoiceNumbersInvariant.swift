import BSON
import MongoODM
import ShopCore

/// A series has as many invoices as its last number says. Numbers are unique, so none is missing then.
struct InvoiceNumbersInvariant: Invariant {
    let invoices: InvoiceRepository

    let name = "invoice-numbers"
    let statement = "the numbers of invoices have no gaps"

    func examine(listing limit: Int) async throws -> Examination {
        let counted: BSONDocument = [
            "$lookup": [
                "from": .string(self.invoices.invoices.collectionName), "let": ["series": "$_id"],
                "pipeline": [
                    ["$match": ["$expr": ["$eq": ["$series", "$$series"]]]],
                    ["$group": ["_id": nil, "count": ["$sum": 1], "highest": ["$max": "$place"]]],
                ],
                "as": "found",
            ]
        ]
        let shown: BSONDocument = [
            "$project": [
                "last": 1, "count": ["$ifNull": [["$first": "$found.count"], 0]],
                "highest": ["$ifNull": [["$first": "$found.highest"], 0]],
            ]
        ]
        let wrong: BSONDocument = [
            "$match": ["$expr": ["$or": [["$ne": ["$count", "$last"]], ["$ne": ["$highest", "$last"]]]]]
        ]
        return try await self.invoices.series.faults(
            Pipeline().stage(counted).stage(shown).stage(wrong), listing: limit)
    }
}
