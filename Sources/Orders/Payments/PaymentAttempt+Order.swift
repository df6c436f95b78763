import Payments

extension PaymentAttempt {
    /// The present attempt to pay an order.
    init(_ order: Order) {
        self.init(
            orderID: order.id, orderNumber: order.number, index: order.payment.attempts, amount: order.total,
            token: order.payment.token)
    }
}
