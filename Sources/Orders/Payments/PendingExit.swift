import BSON
import MongoJobs
import MongoODM
import ShopCore

/// Takes orders out of `pending`, each once, with all that follows from it: the pieces, the coupon, and what else could still be
/// paid for it.
struct PendingExit: Sendable {
    let client: MongoClient
    let orders: OrderRepository
    let stock: OrderStock
    let coupons: any CouponKeeper
    let events: EventSource<Order>
    let jobs: JobQueue

    /// Takes an order out of `pending`, in one transaction.
    ///
    /// - Parameters:
    ///   - step: the statement that does it.
    ///   - answer: what is told of the order, in the transaction.
    ///   - otherwise: what is told where the statement found no order.
    /// - Throws: ``OutOfStock``, ``NotReserved``, after everything was undone.
    func take<Output: Sendable>(
        by step: OrderStatement, _ answer: (Order, Transaction) async throws -> Output,
        otherwise: (Transaction) async throws -> Output
    ) async throws -> Output {
        let (output, status, change) = try await self.client.groupedTransaction {
            transaction -> (Output, OrderStatus?, StockChange?) in
            guard let order = try await self.orders.run(step, in: transaction) else {
                return (try await otherwise(transaction), nil, nil)
            }
            await PurchaseStep.orderMarked.pass()
            try await self.events.noteStep(order, in: transaction)
            let output = try await answer(order, transaction)
            await PurchaseStep.paymentAnswerKept.pass()
            let change = try await self.follow(order, in: transaction)
            await PurchaseStep.stockTaken.pass()
            return (output, order.status, change)
        }
        if let status {
            await (status == .paid ? PurchaseStep.paymentCommitted : .failureCommitted).pass()
            await change?.didCommit()
            await PurchaseStep.cachesTold.pass()
        }
        return output
    }

    /// What follows when an order has left `pending`.
    ///
    /// - Parameter order: as it is after the step that took it out, in the same transaction.
    /// - Returns: what is different in the stock.
    /// - Throws: ``OutOfStock``, ``NotReserved``; the transaction must then be given up.
    func follow(_ order: Order, in transaction: Transaction) async throws -> StockChange? {
        if order.status != .paid { try await self.giveBackCoupon(of: order, in: transaction) }
        try await self.jobs.endSuperfluousIntent(of: order, in: transaction)
        // The stock comes last: others wait for it.
        return try await self.stock.settle(order, in: transaction)
    }

    /// Gives the use of its coupon back that an order has.
    func giveBackCoupon(of order: Order, in transaction: Transaction) async throws {
        guard order.coupon != nil else { return }
        try await self.coupons.giveBack(for: order.id, of: ObjectID(order.userID), in: transaction)
    }
}
