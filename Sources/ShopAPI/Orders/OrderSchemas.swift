import Schemas

/// Which of a user's orders to list.
struct OrderListQuery: SchemaObject {
    var skip: Int
    var limit: Int

    static let schema = Schema(OrderListQuery.init) {
        Field("skip", \.skip, default: 0).range(PageLimits.skips)
        Field("limit", \.limit, default: 20).range(1...100)
    }
}

/// Which of all orders to list.
struct AllOrdersQuery: SchemaObject {
    var skip: Int
    var limit: Int

    static let schema = Schema(AllOrdersQuery.init) {
        Field("skip", \.skip, default: 0).range(PageLimits.skips)
        Field("limit", \.limit, default: 50).range(1...200)
    }
}

/// Which order to show.
struct OrderPath: SchemaObject {
    var orderID: String

    static let schema = Schema(OrderPath.init) {
        Field("order_id", \.orderID).described("The order's id.").example("507f1f77bcf86cd799439014")
    }
}
