import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
import ShopCore

/// What orders note of refunds, in the transactions of those who make them.
struct RefundBooks: Sendable {
    let orders: OrderRepository
    let events: EventSource<Order>
    let jobs: JobQueue

    /// Notes that money is to go back. Where no gateway has it, it has gone back by that; otherwise a job asks the gateway.
    ///
    /// - Parameters:
    ///   - order: as it is in the transaction.
    ///   - start: when the job begins.
    /// - Returns: the order afterwards.
    /// - Throws: ``ShopError`` `conflict` when more is to go back than is left; the transaction must then be given up.
    func ask(
        _ order: Order, _ plan: RefundPlan, reason: String?, restocks: Bool, by author: Author, start: JobStart = .now,
        in transaction: Transaction
    ) async throws -> Order {
        var refund = OrderRefund(amount: plan.amount)
        refund.items = plan.lines.map { RefundedItem(itemID: $0.itemID, quantity: $0.quantity) }
        refund.restocks = restocks
        refund.reason = reason
        refund.authorID = author.userID
        let statement = OrderStatement.refund(order.id, total: order.total, refund, lines: plan.lines, by: author)
        guard let asked = try await self.orders.run(statement, in: transaction) else { throw RefundPlan.tooLarge }
        await RefundStep.refundNoted.pass()
        guard order.chargedIntent == nil || plan.amount == .zero else {
            try await self.jobs.enqueue(RefundJob(orderID: order.id), start: start, in: transaction)
            return asked
        }
        return try await self.finish(asked, refund, gatewayID: nil, by: author, in: transaction) ?? asked
    }

    /// Notes that the money of a refund has gone back.
    ///
    /// - Returns: the order afterwards; nil if the refund was not pending.
    @discardableResult
    func finish(
        _ order: Order, _ refund: OrderRefund, gatewayID: String?, by author: Author, in transaction: Transaction
    ) async throws -> Order? {
        var finished: Order?
        // No refund is the last one of what was for nothing.
        if order.total > .zero {
            finished = try await self.orders.run(
                .endByRefund(order.id, total: order.total, refund, gatewayID: gatewayID, by: author), in: transaction)
        }
        if finished == nil {
            finished = try await self.orders.run(
                .finishRefund(order.id, refund, gatewayID: gatewayID, by: author), in: transaction)
        }
        if let finished { try await self.events.noteRefund(finished, in: transaction) }
        return finished
    }
}

extension Order {
    /// What the gateway that has its money calls the payment; nil where none has it.
    var chargedIntent: (gateway: String, id: String)? {
        guard let gateway = self.payment.gateway, gateway != OrderPayment.manual, let id = self.payment.intentID else {
            return nil
        }
        return (gateway, id)
    }
}
