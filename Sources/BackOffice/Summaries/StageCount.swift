import Orders
import Schemas

/// How many of the orders that were placed in some time stand somewhere.
struct StageCount: SchemaObject, Hashable {
    var stage: OrderStage
    var count: Int

    static let schema = Schema(StageCount.init) {
        Field("stage", \.stage)
        Field("count", \.count)
    }
}
