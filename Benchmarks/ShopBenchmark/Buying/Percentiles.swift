import Schemas

/// The spread of durations, in microseconds.
struct Percentiles: SchemaObject {
    var p50: Int
    var p99: Int

    static let schema = Schema(Percentiles.init) {
        Field("p50", \.p50)
        Field("p99", \.p99)
    }
}

extension Percentiles {
    /// Nearest ranks; zeros when there are no durations.
    init(_ durations: [Duration]) {
        let sorted = durations.sorted()
        func percentile(_ percent: Int) -> Int {
            let rank = (sorted.count * percent + 99) / 100
            return sorted.isEmpty ? 0 : Int(sorted[max(rank, 1) - 1] / .microseconds(1))
        }
        self.init(p50: percentile(50), p99: percentile(99))
    }
}
