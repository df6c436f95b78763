import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// What is summed up is what the orders and accounts come to, quarter of an hour by quarter of an hour, and so days and months.
struct SummariesInvariant: Invariant {
    let keeper: SummaryKeeper

    let name = "summaries"
    let statement = "what was sold, given back and opened in each quarter of an hour is what its summary says"

    private var store: SummaryStore { self.keeper.store }

    func examine(listing limit: Int) async throws -> Examination {
        let wrong = try await self.wrong()
        return Examination(examined: try await self.store.summaries.count(), faults: wrong, listing: limit)
    }

    func mend() async throws -> Int {
        let wrong = try await self.wrong()
        let days = Set(wrong.compactMap { $0["start"]?.dateValue }.map { QuarterHour($0).day })
        try await self.keeper.sumUpAgain(days: days.sorted())
        return wrong.count
    }

    private static let mostFaults = 10_000

    /// What is wrong, but for what has changed since it was summed up: that is followed.
    private func wrong() async throws -> [BSONDocument] {
        guard let mark = try await self.store.mark() else { return [] }
        let found = try await self.store.facts.orders.reading(.snapshot).documents(
            Self.comparison(mark), limit: Self.mostFaults)
        let touched = try await self.store.touched(since: mark, .all)
        return found.filter { fault in
            guard let start = fault["start"]?.dateValue else { return true }
            switch fault["of"]?.stringValue {
            case "quarter": return !touched.contains(QuarterHour(start).number)
            default: return true
            }
        }
    }

    /// Adds what happened, takes away what is summed up, and leaves where something is left.
    private static func comparison(_ mark: SummaryMark) -> Pipeline {
        let through = BSONValue.date(mark.through)
        func sums(_ sums: BSONDocument) -> BSONDocument {
            let id: BSONDocument = ["_id": ["of": "quarter", "start": "$quarter"]]
            return BSONDocument((id.fields + sums.fields).map { ($0.key, $0.value) })
        }
        func quarter(of field: String) -> BSONDocument {
            ["$set": ["quarter": ["$dateTrunc": ["date": .string(field), "unit": "minute", "binSize": 15]]]]
        }
        let paid: [BSONDocument] = [
            ["$match": ["status": "paid", "paid_at": ["$type": "date", "$lt": through]]], quarter(of: "$paid_at"),
            [
                "$group": .document(
                    sums([
                        "orders": ["$sum": 1], "items": ["$sum": ["$sum": "$items.qty"]], "revenue": ["$sum": "$total"],
                        "sold": ["$sum": ["$sum": "$items.qty"]], "sent": ["$sum": "$total"],
                    ]))
            ],
        ]
        let refunds: BSONValue = [
            ["$match": ["refunded": ["$gt": 0]]], ["$unwind": "$refunds"],
            ["$match": ["refunds.state": ["$ne": "refused"], "refunds.at": ["$type": "date", "$lt": through]]],
            .document(quarter(of: "$refunds.at")),
            ["$group": .document(sums(["refunds": ["$sum": "$refunds.amount"]]))],
        ]
        let placed: BSONValue = [
            ["$match": ["created_at": ["$type": "date", "$lt": through]]], .document(quarter(of: "$created_at")),
            ["$group": .document(sums(["placed": ["$sum": 1]]))],
        ]
        let opened: BSONValue = [
            ["$match": ["created_at": ["$type": "date", "$lt": through]]], .document(quarter(of: "$created_at")),
            ["$group": .document(sums(["registered": ["$sum": 1]]))],
        ]
        return Pipeline().stages(paid)
            .stage(["$unionWith": ["coll": "orders", "pipeline": refunds]])
            .stage(["$unionWith": ["coll": "orders", "pipeline": placed]])
            .stage(["$unionWith": ["coll": "users", "pipeline": opened]])
            .summed("quarter", as: "quarter", sign: -1, before: mark.through)
            // Each level is the sum of the one below.
            .summed("quarter", as: "day", sign: 1).summed("day", as: "day", sign: -1)
            .summed("day", as: "month", sign: 1).summed("month", as: "month", sign: -1)
            .stage(["$group": .document(self.total)])
            .stage(["$match": ["$or": .array(self.numbers.map { [$0: ["$ne": 0]] })]])
            .stage(["$set": ["of": "$_id.of", "start": "$_id.start"]])
            .stage(["$unset": "_id"])
            .stage(["$sort": ["start": 1, "of": 1]])
    }

    private static let numbers = [
        "orders", "items", "revenue", "refunds", "sold", "sent", "placed", "registered",
    ]

    private static var total: BSONDocument {
        BSONDocument(
            [("_id", BSONValue.string("$_id"))] + self.numbers.map { ($0, ["$sum": .string("$" + $0)]) })
    }
}

extension Pipeline {
    fileprivate func stages(_ stages: [BSONDocument]) -> Pipeline { stages.reduce(self) { $0.stage($1) } }

    /// Adds what summaries of a kind say, for the kind that they are compared with.
    fileprivate func summed(_ kind: String, as level: String, sign: Int64, before end: Date? = nil) -> Pipeline {
        func signed(_ value: BSONValue) -> BSONValue { ["$multiply": [.int64(sign), value]] }
        let start: BSONValue =
            level == kind ? "$start" : ["$dateTrunc": ["date": "$start", "unit": .string(level)]]
        var condition: BSONDocument = ["_id": ["$gte": .string(kind + " "), "$lt": .string(kind + "!")]]
        if let end { condition = ["$and": [.document(condition), ["start": ["$lt": .date(end)]]]] }
        let sums: BSONValue = [
            "_id": ["of": .string(level), "start": start], "orders": signed("$sales.orders"),
            "items": signed("$sales.items"), "revenue": signed("$sales.revenue"),
            "refunds": signed("$sales.refunds"), "registered": signed("$registered"),
            "placed": signed(["$sum": "$stages.count"]), "sold": signed(["$sum": "$products.q"]),
            "sent": signed(["$sum": "$regions.revenue"]),
        ]
        return self.stage([
            "$unionWith": [
                "coll": "summaries", "pipeline": [["$match": .document(condition)], ["$project": sums]],
            ]
        ])
    }
}
