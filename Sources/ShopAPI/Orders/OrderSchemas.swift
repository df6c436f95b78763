import Schemas

/// Which of a user's orders to list.
struct OrderListQuery: SchemaObject {
    var skip: Int
    var limit: Int

    static let schema = Schema(OrderListQuery.init) {
        Field.skip(\OrderListQuery.skip)
        Field.limit(\OrderListQuery.limit, usual: 20, most: 100)
    }
}

/// Which of all orders to list.
struct AllOrdersQuery: SchemaObject {
    var skip: Int
    var limit: Int

    static let schema = Schema(AllOrdersQuery.init) {
        Field.skip(\AllOrdersQuery.skip)
        Field.limit(\AllOrdersQuery.limit, usual: 50, most: 200)
    }
}

/// Which order to show.
struct OrderPath: SchemaObject {
    var orderID: String

    static let schema = Schema(OrderPath.init) {
        Field("order_id", \.orderID).described("The order's id.").example("507f1f77bcf86cd799439014")
    }
}
