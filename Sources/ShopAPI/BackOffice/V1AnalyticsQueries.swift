import BackOffice
import Schemas

/// Which periods.
struct V1PeriodQuery: SchemaObject {
    var period: AnalyticsPeriod
    var from: String?
    var to: String?
    var timeZone: String?

    static let schema = Schema(V1PeriodQuery.init) {
        Field("period", \.period, default: .daily).described("How long a point's time is; weeks begin on Mondays.")
        Field.rangeStart(\V1PeriodQuery.from)
        Field.rangeEnd(\V1PeriodQuery.to)
        Field.timeZone(\V1PeriodQuery.timeZone)
    }

    var request: RangeRequest {
        RangeRequest(from: self.from, to: self.to, timeZone: self.timeZone, period: self.period)
    }
}

/// Which days.
struct V1DaysQuery: SchemaObject {
    var from: String?
    var to: String?
    var timeZone: String?

    static let schema = Schema(V1DaysQuery.init) {
        Field.rangeStart(\V1DaysQuery.from)
        Field.rangeEnd(\V1DaysQuery.to)
        Field.timeZone(\V1DaysQuery.timeZone)
    }

    var request: RangeRequest { RangeRequest(from: self.from, to: self.to, timeZone: self.timeZone) }
}

/// Which days, and which products.
struct V1TopProductsQuery: SchemaObject {
    var order: ProductRank
    var limit: Int
    var from: String?
    var to: String?
    var timeZone: String?

    static let schema = Schema(V1TopProductsQuery.init) {
        Field("by", \.order, default: .revenue)
        Field("limit", \.limit, default: 10).range(1...100)
        Field.rangeStart(\V1TopProductsQuery.from)
        Field.rangeEnd(\V1TopProductsQuery.to)
        Field.timeZone(\V1TopProductsQuery.timeZone)
    }

    var request: RangeRequest { RangeRequest(from: self.from, to: self.to, timeZone: self.timeZone) }
}

extension Field where Value == String? {
    fileprivate static func rangeStart(_ keyPath: any KeyPath<Root, String?> & Sendable) -> Field {
        Field("from", keyPath).length(...40).described(
            "From this moment, or this day, on: the beginning of a period. 30 days before `to` if it is missing."
        ).example("2026-03-01")
    }

    fileprivate static func rangeEnd(_ keyPath: any KeyPath<Root, String?> & Sendable) -> Field {
        Field("to", keyPath).length(...40).described(
            "Before this moment, or this day: the beginning of a period. The end of the present one if it is missing."
        ).example("2026-04-01")
    }

    fileprivate static func timeZone(_ keyPath: any KeyPath<Root, String?> & Sendable) -> Field {
        Field("timezone", keyPath).length(...64).described(
            "Its IANA name; the shop's if it is missing. In any other, 366 days at most can be asked for."
        ).example("Europe/Berlin")
    }
}
