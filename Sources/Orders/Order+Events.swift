import BSON
import MongoODM
import ShopCore

extension EventSource<Order> {
    /// Tells that an order was placed, in the transaction that stores it.
    func notePlaced(_ order: Order, in transaction: Transaction) async throws {
        try await self.note(.orderCreated, order, in: transaction)
    }

    /// Tells where an order has got to, in the transaction that takes it there.
    ///
    /// - Parameter order: as it is after the step.
    func noteStep(_ order: Order, in transaction: Transaction) async throws {
        guard let name = order.stage.eventName else { return }
        try await self.note(name, order, in: transaction)
    }

    /// Tells that an order is paid, in the transaction in which it is.
    func notePaid(_ order: Order, in transaction: Transaction) async throws {
        try await self.note(.orderPaid, order, in: transaction)
    }

    /// Tells that money of an order has gone back, in the transaction that notes it.
    func noteRefund(_ order: Order, in transaction: Transaction) async throws {
        try await self.note(.orderRefunded, order, in: transaction)
    }

    private func note(_ name: EventName, _ order: Order, in transaction: Transaction) async throws {
        try await self.note(name, order.id, of: ObjectID(order.userID), in: transaction) { order }
    }
}

extension OrderStage {
    /// What is told when an order gets there; nil for what nobody waits for.
    fileprivate var eventName: EventName? {
        switch self {
        case .pending, .processing: nil
        case .confirmed: .orderPaid
        case .shipped: .orderShipped
        case .delivered: .orderDelivered
        case .failed: .orderFailed
        case .cancelled: .orderCancelled
        case .refunded: .orderRefunded
        }
    }
}
