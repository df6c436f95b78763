import BSON
import Crypto
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

    var handler: JobHandler { JobHandler(Job.self) { job, _ in try await self.end(job) } }

    private func end(_ job: Job) async throws {
        #if DEBUG
        if PlantedBug.present == .lateMoneyKept { return }
        #endif
        let order = try await self.orders.orders.get(job.orderID)
        if let order,
            order.isPaid(by: job.intentID) || order.status == .pending && order.payment.intentID == job.intentID
        {
            return
        }
        do throws(PaymentError) {
            let intent = try await self.gateway.cancel(job.intentID)
            switch intent.state {
            case .canceled: return
            case .paid: try await self.giveBack(intent)
            // It is too late to cancel it, and too early to know.
            default: throw .unreachable("the intent is \(intent.state)")
            }
        } catch {
            switch error {
            case .unreachable(let detail): throw JobFailure.later(after: .seconds(30), detail)
            case .refused, .misconfigured: throw JobFailure.permanent("\(error)")
            }
        }
    }

    private func giveBack(_ intent: PaymentIntent) async throws(PaymentError) {
        let request = PaymentRefundRequest(
            id: Self.requestID(of: intent.id), intentID: intent.id, amount: intent.amount)
        guard let refund = try await self.gateway.refunds(of: intent.id).first(where: { $0.requestID == request.id })
        else {
            _ = try await self.gateway.refund(request)
            return
        }
        if case .failed(let refusal) = refund.state { throw .refused(refusal) }
    }

    /// The same for every try, without being stored.
    static func requestID(of intentID: String) -> ObjectID {
        let digest = SHA256.hash(data: Array("late payment \(intentID)".utf8)).prefix(12).hexadecimal
        guard let id = ObjectID(digest) else { preconditionFailure("24 digits are an identifier") }
        return id
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
