package import BSON
import MongoODM
package import ShopCore

/// A gateway for trying things out: it takes no money, and keeps books as if it did.
///
/// The token of an attempt says what happens (``SimulatedToken``). The books are the collection `simulated_payments`, so
/// what one process began another one finds, also after a crash.
package struct SimulatedGateway: PaymentGateway {
    /// How a tester lets an intent end.
    package enum Settlement: Sendable {
        case paid, refused, canceled
    }

    package let name = "simulated"
    let payments: Repository<SimulatedPayment>

    package init(_ collections: Collections) {
        self.payments = collections.repository()
    }

    package func canCharge(_ token: String) -> Bool { SimulatedToken(rawValue: token) != nil }

    package func open(_ attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent {
        guard attempt.amount > .zero else { throw .misconfigured("an amount of \(attempt.amount) can't be charged") }
        guard attempt.token.map(self.canCharge) ?? true else {
            throw .refused(SimulatedPayment.refusal("unknown_payment_token"))
        }
        let found = try await self.books {
            do {
                return try await self.payments.run(SimulatedStatement.open(attempt).change)
            } catch let error as MongoError where error.code == .duplicateKey {
                return try await self.latest.findOne(\.key == attempt.key)
            }
        }
        guard let found, found.isOf(attempt) else { throw .misconfigured("the key is another attempt's") }
        return found.intent
    }

    package func pay(_ id: String, for attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent {
        let payment = try Self.id(id)
        let pay = SimulatedStatement.pay(payment, attempt)
        let done: PaymentIntent
        switch attempt.token.flatMap({ SimulatedToken(rawValue: $0) }) {
        case .success?: done = try await self.answer(pay, payment)
        case .declined?:
            done = try await self.answer(.refuse(payment, "card_declined", from: [.open]), payment)
        case .timeout?:
            if try await self.run(pay) != nil { throw .unreachable("the answer is lost") }
            done = try await self.find(id)
        case .unreachable?:
            if try await self.run(.miss(payment)) != nil { throw .unreachable("it is away") }
            done = try await self.answer(pay, payment)
        case .manual?: done = try await self.answer(.wait(payment), payment)
        case nil: return try await self.find(id)
        }
        guard done.state != .open else { throw .misconfigured("the intent is another attempt's") }
        return done
    }

    package func capture(_ id: String, for attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent {
        let payment = try Self.id(id)
        return try await self.answer(.capture(payment, attempt), payment)
    }

    package func cancel(_ id: String) async throws(PaymentError) -> PaymentIntent {
        let payment = try Self.id(id)
        return try await self.answer(.cancel(payment), payment)
    }

    package func refund(_ request: PaymentRefundRequest) async throws(PaymentError) -> PaymentRefund {
        guard request.amount > .zero else { throw .misconfigured("an amount of \(request.amount) can't be given back") }
        let id = try Self.id(request.intentID)
        if let payment = try await self.run(.refund(id, request)), let refund = payment.refund(of: request.id) {
            if payment.token == SimulatedToken.timeout.rawValue { throw .unreachable("the answer is lost") }
            return refund
        }
        let payment = try await self.payment(id)
        guard let refund = payment.refund(of: request.id) else {
            throw .refused(SimulatedPayment.refusal(payment.state == .paid ? "refund_too_large" : "not_paid"))
        }
        guard refund.amount == request.amount else { throw .misconfigured("the refund's id is another request's") }
        return refund
    }

    package func find(_ id: String) async throws(PaymentError) -> PaymentIntent {
        try await self.payment(Self.id(id)).intent
    }

    package func refunds(of id: String) async throws(PaymentError) -> [PaymentRefund] {
        try await self.payment(Self.id(id)).refunds.suffix(100).reversed().map(\.answer)
    }

    // MARK: For testers

    /// Lets an intent end that has not, as the bank or the customer would. One that has ended is answered as it is.
    ///
    /// - Parameter amount: what the order costs; an intent of another amount is not paid.
    package func settle(
        _ id: String, amount: Money, as settlement: Settlement
    ) async throws(PaymentError) -> PaymentIntent {
        let payment = try Self.id(id)
        let statement: SimulatedStatement =
            switch settlement {
            case .paid: .settle(payment, amount: amount)
            case .refused: .refuse(payment, "card_declined", from: [.open, .waiting, .authorized])
            case .canceled: .cancel(payment)
            }
        return try await self.answer(statement, payment)
    }

    /// Gives money back as somebody does in a gateway's own pages.
    ///
    /// - Throws: `PaymentError` `refused` when less is left.
    package func giveBackElsewhere(_ id: String, _ amount: Money) async throws(PaymentError) {
        guard try await self.run(.refund(Self.id(id), amount)) != nil else {
            throw .refused(SimulatedPayment.refusal("refund_too_large"))
        }
    }

    /// Every charge of an order, over all attempts. More than one that is not given back would be a mistake of the shop.
    package func charges(ofOrder id: ObjectID) async throws(PaymentError) -> [SimulatedCharge] {
        try await self.books {
            try await self.payments.find(\.orderID == id, sort: [.ascending(\.attempt)]).flatMap(\.charges)
        }
    }

    // MARK: Books

    /// The intent after a change, or as it is where there was nothing to change.
    private func answer(
        _ statement: SimulatedStatement, _ id: ObjectID
    ) async throws(PaymentError) -> PaymentIntent {
        if let changed = try await self.run(statement) { return changed.intent }
        return try await self.payment(id).intent
    }

    private func run(_ statement: SimulatedStatement) async throws(PaymentError) -> SimulatedPayment? {
        try await self.books { try await self.payments.run(statement.change) }
    }

    private func payment(_ id: ObjectID) async throws(PaymentError) -> SimulatedPayment {
        guard let payment = try await self.books({ try await self.latest.get(id) }) else {
            throw .misconfigured("there is no such intent")
        }
        return payment
    }

    /// The books as they stay, with everything that came before the look: what a rival has just changed, too.
    private var latest: Repository<SimulatedPayment> { self.payments.reading(.linearizable) }

    private func books<Output: Sendable>(
        _ body: () async throws -> Output
    ) async throws(PaymentError) -> Output {
        do {
            return try await body()
        } catch let error as MongoError where !error.isTransient && error.code != .shutDown {
            throw .misconfigured(error.description)
        } catch {
            throw .unreachable((error as? MongoError)?.description ?? "cancelled")
        }
    }

    private static func id(_ name: String) throws(PaymentError) -> ObjectID {
        guard let id = SimulatedPayment.id(named: name) else { throw .misconfigured("there is no such intent") }
        return id
    }
}
