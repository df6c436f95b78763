import Schemas

/// What all customers together experienced.
struct BuyReport: SchemaObject {
    var purchases: Int
    var seconds: Int
    /// How many customers had to stop because of an error.
    var errors: Int
    /// By how many the inventories differ from what they must be.
    var misplaced: Int
    var adding: Percentiles
    var ordering: Percentiles
    var confirming: Percentiles
    var flows: Percentiles

    static let schema = Schema(BuyReport.init) {
        Field("purchases", \.purchases)
        Field("seconds", \.seconds)
        Field("errors", \.errors)
        Field("misplaced", \.misplaced)
        Field("add", \.adding)
        Field("create_order", \.ordering)
        Field("confirm", \.confirming)
        Field("flow", \.flows)
    }
}

extension BuyReport {
    init(_ results: [Purchases], seconds: Int, misplaced: Int) {
        self.init(
            purchases: results.reduce(0) { $0 + $1.flows.count }, seconds: seconds,
            errors: results.count { $0.problem != nil }, misplaced: misplaced,
            adding: Percentiles(results.flatMap(\.adding)), ordering: Percentiles(results.flatMap(\.ordering)),
            confirming: Percentiles(results.flatMap(\.confirming)), flows: Percentiles(results.flatMap(\.flows)))
    }
}
