import BSON
import MongoJobs
import MongoODM
import Payments
import Schemas
import ShopCore

/// Ends intents that are to pay for nothing any more, and gives back what was paid by them all the same: of orders that are over,
/// or were paid otherwise.
struct LatePayment: Sendable {
    let orders: OrderRepository
    let gateway: any PaymentGateway

    /// To end one. It may be done again, also by several at once.
    struct Job: MongoJobs.Job {
        var orderID: ObjectID
        var intentID: String

        static let kind = "late_payment"
        static let options = JobOptions.refunds
        static let schema = Schema(Job.init) {
            Field("order_id", \.orderID)
            Field("intent_id", \.intentID)
        }
    }

    var handler: JobHandler {
        JobHandler(Job.self) { job, run in
            if let order = try await self.orders.orders.get(job.orderID), order.superfluousIntentID != job.intentID {
                return
            }
            let intent = try await self.gateway.cancel(job.intentID)
            switch intent.state {
            case .canceled: return
            case .paid: try await self.giveBack(intent, by: run)
            default: throw JobFailure.later(after: .seconds(60), "the intent is \(intent.state)")
            }
        }
    }

    /// The job's id names the request: one refund, whoever tries how often.
    private func giveBack(_ intent: PaymentIntent, by run: JobRun) async throws {
        let known = try await self.gateway.refunds(of: intent.id)
        guard !known.contains(where: { $0.requestID == run.id }) else { return }
        _ = try await self.gateway.refund(
            PaymentRefundRequest(id: run.id, intentID: intent.id, amount: intent.amount))
    }
}

extension JobQueue {
    /// Has an intent ended that could still be paid although its order is settled without it.
    ///
    /// - Parameter order: as it is after the step that settled it.
    func endSuperfluousIntent(of order: Order, in transaction: Transaction) async throws {
        guard let intentID = order.superfluousIntentID else { return }
        try await self.enqueue(LatePayment.Job(orderID: order.id, intentID: intentID), in: transaction)
    }
}
