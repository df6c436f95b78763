import Orders
import Schemas

/// What opens a guest's order.
struct V1OrderToken: SchemaObject {
    var orderToken: String?

    static let schema = Schema(V1OrderToken.init) {
        Field("order_token", \.orderToken)
            .described(
                "Of a guest's order alone: opens it, as `X-Order-Token`, to whoever has it, for 30 days."
            )
            .example("6b0c199e93eb6247480ce74c.1796041502.fLK4Mx0nJDgxgfNQRpzVE6WxJg6n_ejocZyAd8BSkYI")
    }
}
