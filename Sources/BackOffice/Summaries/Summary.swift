import BSON
import FoundationEssentials
import MongoODM
import Orders
import Schemas
import ShopCore

/// What happened in a quarter of an hour, a day or a month of UTC, so that nobody who asks for a year has to look at all its orders.
///
/// Nothing is in here that does not follow from the orders and accounts: what keeps summaries makes each anew from these.
struct Summary: Document {
    /// See ``SummaryBlock/id``.
    var id: String
    var start: Date
    var sales: Sales
    var registered: Int
    var stages: [StageCount]
    var products: [SoldProduct]
    var regions: [SoldRegion]
    /// Of a day and its quarters of an hour alone.
    var buyers: Data
    /// Of a day alone: what happened in those of its quarters of an hour in which anything did.
    var quarters: [QuarterSales]

    static let schema = Schema("summaries", Summary.init) {
        Field("_id", \.id)
        Field("start", \.start)
        Field("sales", \.sales)
        Field("registered", \.registered)
        Field("stages", \.stages)
        Field("products", \.products)
        Field("regions", \.regions)
        Field("buyers", \.buyers)
        Field("quarters", \.quarters)
    }

    init(
        id: String, start: Date, sales: Sales, registered: Int, stages: [StageCount], products: [SoldProduct],
        regions: [SoldRegion], buyers: Data, quarters: [QuarterSales]
    ) {
        self.id = id
        self.start = start
        self.sales = sales
        self.registered = registered
        self.stages = stages
        self.products = products
        self.regions = regions
        self.buyers = buyers
        self.quarters = quarters
    }

    init(_ block: SummaryBlock, _ figures: Figures, buyers: Buyers = Buyers(), quarters: [QuarterSales] = []) {
        self.init(
            id: block.id, start: block.start, sales: figures.sales, registered: figures.registered,
            stages: OrderStage.allCases.compactMap { stage in
                figures.stages[stage].map { StageCount(stage: stage, count: $0) }
            },
            products: figures.products.values.sorted { $0.productID < $1.productID },
            regions: figures.regions.values.sorted {
                ($0.region.country ?? "", $0.region.state ?? "") < ($1.region.country ?? "", $1.region.state ?? "")
            }, buyers: buyers.bytes, quarters: quarters)
    }
}

/// A quarter of an hour in the summary of its day.
struct QuarterSales: SchemaObject, Hashable {
    /// Counted from the day's first.
    var quarter: Int
    var sales: Sales
    var registered: Int

    static let schema = Schema(QuarterSales.init) {
        Field("q", \.quarter)
        Field("s", \.sales)
        Field("u", \.registered)
    }
}

/// The parts of summaries that answers are made of.
enum SummaryPart {
    struct Whole: SchemaObject {
        var id: String
        var sales: Sales
        var registered: Int
        var stages: [StageCount]
        var products: [SoldProduct]
        var regions: [SoldRegion]
        var buyers: Data

        static let schema = Schema(Whole.init) {
            Field("_id", \.id)
            Field("sales", \.sales)
            Field("registered", \.registered)
            Field("stages", \.stages)
            Field("products", \.products)
            Field("regions", \.regions)
            Field("buyers", \.buyers)
        }
    }

    struct Totals: SchemaObject {
        var start: Date
        var sales: Sales
        var registered: Int
        var stages: [StageCount]

        static let schema = Schema(Totals.init) {
            Field("start", \.start)
            Field("sales", \.sales)
            Field("registered", \.registered)
            Field("stages", \.stages)
        }
    }

    struct Products: SchemaObject {
        var products: [SoldProduct]

        static let schema = Schema(Products.init) { Field("products", \.products) }
    }

    struct Regions: SchemaObject {
        var regions: [SoldRegion]

        static let schema = Schema(Regions.init) { Field("regions", \.regions) }
    }

    struct Quarters: SchemaObject {
        var start: Date
        var quarters: [QuarterSales]

        static let schema = Schema(Quarters.init) {
            Field("start", \.start)
            Field("quarters", \.quarters)
        }
    }

    struct DayBuyers: SchemaObject {
        var start: Date
        var buyers: Data

        static let schema = Schema(DayBuyers.init) {
            Field("start", \.start)
            Field("buyers", \.buyers)
        }
    }
}
