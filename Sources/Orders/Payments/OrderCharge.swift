import BSON
import MongoJobs
import MongoODM
import Payments
import ShopCore

/// Takes attempts to pay orders to their end: the gateway is asked outside of every transaction, and what it says is noted in one.
///
/// Each part may be done again, by anybody and by several at once. Who goes on asks the gateway first: an intent that is stored is
/// looked up before it is charged, and one that was lost before it was stored is made again under the same key.
struct OrderCharge: Sendable {
    let exit: PendingExit
    let gateway: any PaymentGateway

    private var orders: OrderRepository { self.exit.orders }

    var handler: JobHandler { JobHandler(PaymentJob.self) { job, run in try await self.work(on: job, run) } }

    private func work(on job: PaymentJob, _ run: JobRun) async throws {
        guard let order = try await self.orders.orders.get(job.orderID), order.status == .pending,
            order.payment.attempts == job.attempt
        else { return }
        do {
            try await self.charge(order)
        } catch let error as MongoError where error.isTransient {
            // A database that is away is no answer of the gateway.
            throw JobFailure.later(after: .seconds(1), "\(error)")
        } catch let error as PaymentError {
            // Nor is a worker that stops.
            try Task.checkCancellation()
            switch error {
            case .unreachable where run.failures + 1 < PaymentJob.tries: throw error
            // Another attempt asks first what has become of this one.
            case .unreachable: try await self.refuse(order, Self.noAnswer)
            case .refused(let refusal): try await self.refuse(order, refusal)
            case .misconfigured:
                try await self.refuse(order, Self.noAnswer)
                throw JobFailure.permanent("\(error)")
            }
        }
    }

    // MARK: The gateway

    /// Takes the present attempt of a pending order as far as it goes.
    private func charge(_ order: Order) async throws {
        guard order.total > .zero else { return try await self.notePaid(order, by: nil) }
        guard order.payment.gateway == self.gateway.name else {
            throw PaymentError.misconfigured("the attempt is for \(order.payment.gateway ?? "no gateway")")
        }
        guard let intent = try await self.intent(of: order) else { return }
        try await self.note(try await self.outcome(of: intent, for: order), of: order)
    }

    /// The intent of the present attempt: made, and stored with the order, if there is none.
    ///
    /// - Returns: nil where the order needs none any more.
    func intent(of order: Order) async throws -> PaymentIntent? {
        if let id = order.payment.intentID { return try await self.gateway.find(id) }
        let intent = try await self.gateway.open(PaymentAttempt(order))
        await PaymentStep.intentOpened.pass()
        let step = OrderStatement.open(order.id, attempt: order.payment.attempts, intent)
        guard try await self.orders.run(step) != nil else {
            // Nobody else can know of it.
            _ = try await self.gateway.cancel(intent.id)
            return nil
        }
        await PaymentStep.intentStored.pass()
        return intent
    }

    private func outcome(of intent: PaymentIntent, for order: Order) async throws(PaymentError) -> PaymentIntent {
        switch intent.state {
        // After a refusal that was noted because the gateway gave no answer, the buyer decides.
        case .open where order.payment.token != nil:
            let paid = try await self.gateway.pay(intent.id, for: PaymentAttempt(order))
            await PaymentStep.intentCharged.pass()
            return paid
        case .authorized: return try await self.gateway.capture(intent.id, for: PaymentAttempt(order))
        default: return intent
        }
    }

    // MARK: What it says

    private func note(_ intent: PaymentIntent, of order: Order) async throws {
        let attempt = order.payment.attempts
        switch intent.state {
        case .paid: try await self.notePaid(order, by: intent)
        case .refused(let refusal): try await self.refuse(order, refusal)
        case .canceled: try await self.refuse(order, Self.canceled)
        case .processing: _ = try await self.orders.run(.wait(order.id, attempt: attempt, status: .processing))
        case .open, .waiting, .authorized: _ = try await self.orders.run(.wait(order.id, attempt: attempt, status: nil))
        }
    }

    private func notePaid(_ order: Order, by intent: PaymentIntent?) async throws {
        try await self.notePaid(order, by: intent, author: .payments) { _, _ in }
    }

    /// Marks an order paid; an order that is over gets its money back.
    ///
    /// - Parameter answer: what is told of the order as it is then, in the transaction.
    func notePaid<Output: Sendable>(
        _ order: Order, by intent: PaymentIntent?, author: Author,
        _ answer: (Order, Transaction) async throws -> Output
    ) async throws -> Output {
        do {
            let step = OrderStatement.pay(order.id, by: intent?.id, author: author)
            return try await self.exit.take(by: step, answer) { transaction in
                let now = try await self.asItIs(order.id, in: transaction)
                if let intent, !now.isPaid(by: intent.id) {
                    try await self.exit.jobs.enqueue(
                        LatePayment.Job(orderID: order.id, intentID: intent.id), in: transaction)
                }
                return try await answer(now, transaction)
            }
        } catch is OutOfStock, is NotReserved {
            // What was set aside is gone, by somebody's hand.
            return try await self.giveUp(order, as: .failed, author: .payments, answer)
        }
    }

    /// Ends an order whose present attempt does not pay it.
    func giveUp<Output: Sendable>(
        _ order: Order, as stage: OrderStage, author: Author,
        _ answer: (Order, Transaction) async throws -> Output
    ) async throws -> Output {
        let step = OrderStatement.giveUp(order.id, attempt: order.payment.attempts, as: stage, by: author)
        return try await self.exit.take(by: step, answer) { transaction in
            try await answer(try await self.asItIs(order.id, in: transaction), transaction)
        }
    }

    private func asItIs(_ id: ObjectID, in transaction: Transaction) async throws -> Order {
        guard let order = try await self.orders.orders.get(id, in: transaction) else { throw OrderRepository.notFound }
        return order
    }

    private func refuse(_ order: Order, _ refusal: PaymentRefusal) async throws {
        _ = try await self.orders.run(.refuse(order.id, attempt: order.payment.attempts, refusal))
    }

    private static let noAnswer = PaymentRefusal(
        code: "gateway_unreachable", message: "The payment could not be made. Please try again.")
    private static let canceled = PaymentRefusal(code: "canceled", message: "The payment was canceled.")
}
