public import BSON
import FoundationEssentials
public import Idempotency
import MongoJobs
import MongoODM
package import Payments
public import Schemas
public import ShopCore

/// How the payment of an order ended, as testers and the payment provider report it.
public enum PaymentOutcome: String, SchemaEnum {
    case success
    case failure
    case canceled
}

/// Paying orders: what buyers, testers and gateways say.
public struct PaymentService: Sendable {
    private let orders: OrderRepository
    private let lookup: OrderService
    private let charge: OrderCharge
    private let tokens: PaymentTokens
    private let heard: PaymentEvents

    init(lookup: OrderService, charge: OrderCharge, tokens: PaymentTokens, heard: PaymentEvents) {
        self.orders = charge.exit.orders
        self.lookup = lookup
        self.charge = charge
        self.tokens = tokens
        self.heard = heard
    }

    // MARK: Buyers

    /// Begins another attempt to pay an order, in place of one that has failed or waits for the buyer, while its pieces are set
    /// aside. A job goes on with it. If the one before turns out to be paid, so is the order.
    ///
    /// - Parameters:
    ///   - name: the order's id or number.
    ///   - token: what the buyer pays with; nil for the usual one of the gateway.
    ///   - keeping: keeps the answer with the order.
    /// - Throws: ``ShopError``: `notFound`, also for an order of somebody else; `conflict` with the reasons `alreadyPaid`,
    ///   `orderOver`, `notPayable`, and `paymentUnderWay`; `busy` where the gateway gives no answer. `ValidationError` for a
    ///   token that can't be charged.
    public func pay<Answer>(
        _ name: String, with token: String?, for caller: OrderCaller, keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let order = try await self.lookup.order(named: name, for: caller)
        guard caller.owns(order) else { throw OrderRepository.notFound }
        let token = try self.tokens.token(token)
        try order.requirePayable()
        if let intentID = order.payment.intentID {
            let intent = try await self.asking { try await self.charge.gateway.cancel(intentID) }
            switch intent.state {
            case .canceled: break
            case .paid:
                return try await self.charge.notePaid(order, by: intent, author: .payments) { order, transaction in
                    try await keeping(order, in: transaction)
                }
            default: throw Order.paymentIsUnderWay
            }
        }
        let attempt = order.payment.attempts + 1
        let step = OrderStatement.begin(order.id, attempt: attempt, through: self.charge.gateway.name, with: token)
        return try await self.charge.exit.client.groupedTransaction { transaction in
            guard let begun = try await self.orders.run(step, in: transaction) else {
                try await self.orders.orders.get(order.id, in: transaction)?.requirePayable()
                throw Order.paymentIsUnderWay
            }
            try await self.charge.exit.jobs.enqueue(
                PaymentJob(orderID: order.id, attempt: attempt), in: transaction)
            return try await keeping(begun, in: transaction)
        }
    }

    // MARK: Testers

    /// Moves an order out of `pending`, exactly once; an order that has left it is returned as it is.
    ///
    /// A successful payment sells every line, in the transaction that marks the order paid. Where pieces are set aside, the
    /// simulated gateway is told first, and what it says counts: an order that it has charged already is paid. Where none are,
    /// they are taken from the stock; if one line is short, nothing is taken and the order has failed.
    ///
    /// - Parameters:
    ///   - userID: whose order it is.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the order's status.
    /// - Throws: ``ShopError``: `notFound`, also for an order of somebody else; `busy` where the gateway gives no answer.
    public func confirm<Answer>(
        _ orderID: ObjectID, outcome: PaymentOutcome, of userID: ObjectID, by author: Author,
        keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        func finish(_ status: OrderStatus) async throws -> Confirmation<Answer> {
            try await self.finish(orderID, userID: userID.hexString, as: status, by: author, keeping)
        }
        await PurchaseStep.confirmationBegun.pass()
        let confirmation: Confirmation<Answer>
        do {
            confirmation = try await finish(outcome.status)
        } catch is OutOfStock {
            await PurchaseStep.stockShort.pass()
            confirmation = try await finish(.failed)
        }
        switch confirmation {
        case .kept(let kept): return kept
        case .reserved(let order): return try await self.settle(order, outcome, by: author, keeping)
        }
    }

    /// An order is confirmed, or its pieces are set aside, so that the gateway is to be told first.
    private enum Confirmation<Answer: Sendable>: Sendable {
        case kept(Kept<Answer>)
        case reserved(Order)
    }

    private func finish<Answer>(
        _ orderID: ObjectID, userID: String, as status: OrderStatus, by author: Author,
        _ keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Confirmation<Answer> {
        let step = OrderStatement.finish(orderID, userID: userID, as: status, by: author)
        return try await self.charge.exit.take(by: step) { order, transaction in
            .kept(try await keeping(order, in: transaction))
        } otherwise: { transaction in
            // Somebody else has moved it out of `pending`, or its pieces are set aside.
            guard let order = try await self.orders.find(orderID, userID: userID, in: transaction) else {
                throw OrderRepository.notFound
            }
            return order.isReserved ? .reserved(order) : .kept(try await keeping(order, in: transaction))
        }
    }

    /// Tells the simulated gateway how the present attempt of an order ends; with another, the order is settled by hand.
    private func settle<Answer>(
        _ order: Order, _ outcome: PaymentOutcome, by author: Author, _ keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        var intent: PaymentIntent?
        var isPaid = outcome == .success
        if order.total > .zero {
            guard let gateway = self.charge.gateway as? SimulatedGateway, order.payment.gateway == gateway.name else {
                return try await self.settleByHand(order, outcome, by: author, keeping)
            }
            guard let present = try await self.asking({ try await self.charge.intent(of: order) }) else {
                return try await self.asItIs(order, keeping)
            }
            let settled = try await self.asking {
                try await gateway.settle(present.id, amount: order.total, as: outcome.settlement)
            }
            (intent, isPaid) = (settled, settled.state == .paid)
            // It was ended elsewhere.
            if !isPaid, outcome == .success { return try await self.asItIs(order, keeping) }
        }
        if isPaid {
            return try await self.charge.notePaid(order, by: intent, author: author) { order, transaction in
                try await keeping(order, in: transaction)
            }
        }
        return try await self.charge.giveUp(order, as: outcome.stage, author: author) { order, transaction in
            try await keeping(order, in: transaction)
        }
    }

    private func settleByHand<Answer>(
        _ order: Order, _ outcome: PaymentOutcome, by author: Author, _ keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let step =
            outcome == .success
            ? OrderStatement.payByHand(order.id, userID: order.userID, by: author)
            : .giveUp(order.id, attempt: order.payment.attempts, as: outcome.stage, by: author)
        return try await self.charge.exit.take(by: step) { order, transaction in
            try await keeping(order, in: transaction)
        } otherwise: { transaction in
            try await self.kept(order, keeping, in: transaction)
        }
    }

    private func asItIs<Answer>(
        _ order: Order, _ keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        try await self.charge.exit.client.groupedTransaction { transaction in
            try await self.kept(order, keeping, in: transaction)
        }
    }

    private func kept<Answer>(
        _ order: Order, _ keeping: KeepingAnswer<Order, Answer>, in transaction: Transaction
    ) async throws -> Kept<Answer> {
        guard let order = try await self.orders.orders.get(order.id, in: transaction) else {
            throw OrderRepository.notFound
        }
        return try await keeping(order, in: transaction)
    }

    /// - Throws: ``ShopError`` `busy` where the gateway gives no answer.
    private func asking<Output>(_ body: () async throws -> Output) async throws -> Output {
        do {
            return try await body()
        } catch is PaymentError {
            throw ShopError.busy("The payment can't be made at the moment; please try again")
        }
    }

    // MARK: Gateways

    /// Hears what a gateway tells by itself: a job asks the gateway what has become of the intent. Each event counts once, in
    /// whatever order they come. One about an intent that is no order's says nothing.
    package func hear(_ event: PaymentEvent) async throws {
        try await self.heard.once(event, of: self.charge.gateway.name) { transaction in
            guard let order = try await self.order(of: event, in: transaction) else { return }
            let jobs = self.charge.exit.jobs
            if event.kind == .refunded {
                try await jobs.enqueue(RefundJob(orderID: order.id), in: transaction)
            } else if order.status == .pending, order.payment.intentID == event.intentID {
                try await jobs.enqueue(
                    PaymentJob(orderID: order.id, attempt: order.payment.attempts), in: transaction)
            } else if event.kind == .paid {
                try await jobs.enqueue(
                    LatePayment.Job(orderID: order.id, intentID: event.intentID), in: transaction)
            }
        }
    }

    private func order(of event: PaymentEvent, in transaction: Transaction) async throws -> Order? {
        if let id = event.orderID { return try await self.orders.orders.get(id, in: transaction) }
        return try await self.orders.find(intentID: event.intentID, in: transaction)
    }
}

extension PaymentOutcome {
    /// What the order's payment becomes.
    fileprivate var status: OrderStatus {
        switch self {
        case .success: .paid
        case .failure: .failed
        case .canceled: .canceled
        }
    }

    /// Where the order stands then.
    fileprivate var stage: OrderStage {
        switch self {
        case .success: .confirmed
        case .failure: .failed
        case .canceled: .cancelled
        }
    }

    fileprivate var settlement: SimulatedGateway.Settlement {
        switch self {
        case .success: .paid
        case .failure: .refused
        case .canceled: .canceled
        }
    }
}

extension Order {
    /// - Throws: ``ShopError`` `conflict` where no attempt to pay it can begin.
    fileprivate func requirePayable(at now: Date = .now) throws(ShopError) {
        switch self.status {
        case .pending: break
        case .paid: throw .conflict("The order is paid", reason: .alreadyPaid)
        case .failed, .canceled: throw .conflict("The order has ended; place another one", reason: .orderOver)
        }
        guard let expiresAt else {
            throw .conflict("The order is not paid in this way", reason: .notPayable)
        }
        guard expiresAt > now else {
            throw .conflict("The time to pay the order is over; place another one", reason: .orderOver)
        }
        let hasBegun = self.payment.intentID != nil || self.payment.status == .failed
        guard self.payment.token == nil, hasBegun else { throw Self.paymentIsUnderWay }
    }

    fileprivate static let paymentIsUnderWay = ShopError.conflict(
        "The payment of the order is under way; look at the order in a moment", reason: .paymentUnderWay, retryAfter: 1)
}
