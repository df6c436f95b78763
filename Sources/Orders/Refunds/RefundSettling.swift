import BSON
import FoundationEssentials
import Logging
import MongoJobs
import MongoODM
import Payments
import ShopCore

/// Brings the refunds that orders note, and those that the gateway knows, to the same.
///
/// The gateway is always asked first what it knows, so that a refund whose answer was lost, or which a process did not live to
/// note, is found by its id and not made again.
struct RefundSettling: Sendable {
    let client: MongoClient
    let orders: OrderRepository
    let books: RefundBooks
    let gateway: any PaymentGateway
    let logger: Logger

    /// How long what a bank has not decided is left alone.
    private static let pause = Duration.seconds(600)

    private static let author = Author(command: "refunds")

    var handler: JobHandler {
        JobHandler(RefundJob.self) { job, _ in try await self.settle(job.orderID) }
    }

    /// - Throws: `PaymentError` when the gateway can't be asked; `JobFailure` while it has not decided.
    func settle(_ orderID: ObjectID) async throws {
        guard let order = try await self.orders.orders.get(orderID), order.status == .paid,
            let intent = order.chargedIntent
        else { return }
        guard intent.gateway == self.gateway.name else {
            throw PaymentError.misconfigured("the order was paid by \(intent.gateway)")
        }
        let known = try await self.gateway.refunds(of: intent.id)
        var isDecided = true
        for refund in order.refunds where refund.state == .pending {
            let answer = try await self.answer(to: refund, of: intent.id, known)
            await RefundStep.refundGiven.pass()
            if case .pending = answer.state { isDecided = false }
            try await self.note(answer, to: refund, of: order)
            await RefundStep.refundSettled.pass()
        }
        for refund in order.refunds where refund.state == .done {
            // Banks say no after days, too.
            guard let answer = known.first(where: { $0.requestID == refund.id || $0.id == refund.gatewayID }) else {
                continue
            }
            if case .failed = answer.state { try await self.note(answer, to: refund, of: order) }
        }
        for stranger in known where stranger.requestID == nil {
            guard !order.refunds.contains(where: { $0.gatewayID == stranger.id }) else { continue }
            switch stranger.state {
            case .done: try await self.note(stranger, of: orderID)
            case .pending: isDecided = false
            case .failed: break
            }
        }
        if !isDecided { throw JobFailure.later(after: Self.pause, "the gateway has not decided") }
    }

    /// What the gateway says to a refund, which it is asked for if it does not know it.
    private func answer(
        to refund: OrderRefund, of intentID: String, _ known: [PaymentRefund]
    ) async throws(PaymentError) -> PaymentRefund {
        if let answer = known.first(where: { $0.requestID == refund.id }) { return answer }
        do throws(PaymentError) {
            return try await self.gateway.refund(
                PaymentRefundRequest(id: refund.id, intentID: intentID, amount: refund.amount))
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return PaymentRefund(id: "", requestID: refund.id, amount: refund.amount, state: .failed(refusal))
        }
    }

    private func note(_ answer: PaymentRefund, to refund: OrderRefund, of order: Order) async throws {
        switch answer.state {
        case .pending: break
        case .done:
            try await self.client.groupedTransaction { transaction in
                _ = try await self.books.finish(
                    order, refund, gatewayID: answer.id, by: Self.author, in: transaction)
            }
        case .failed(let refusal):
            let statement = OrderStatement.refuseRefund(order.id, refund, failure: refusal.code, by: Self.author)
            guard try await self.orders.orders.run(statement.change) != nil else { return }
            self.logger.error(
                "The gateway did not give money back; somebody must look after it",
                metadata: [
                    "order": "\(order.number)", "refund": "\(refund.id.hexString)", "amount": "\(refund.amount)",
                    "reason": "\(refusal.code)",
                ])
        }
    }

    /// Notes a refund that was made elsewhere, as in the gateway's own pages.
    private func note(_ stranger: PaymentRefund, of orderID: ObjectID) async throws {
        try await self.client.groupedTransaction { transaction in
            guard let order = try await self.orders.orders.get(orderID, in: transaction),
                !order.refunds.contains(where: { $0.gatewayID == stranger.id })
            else { return }
            var refund = OrderRefund(amount: stranger.amount)
            refund.gatewayID = stranger.id
            let statement = OrderStatement.refund(order.id, total: order.total, refund, lines: [], by: Self.author)
            guard let noted = try await self.orders.run(statement, in: transaction) else {
                throw JobFailure.later(after: Self.pause, "more was given back than the order has left")
            }
            _ = try await self.books.finish(noted, refund, gatewayID: nil, by: Self.author, in: transaction)
        }
    }
}
