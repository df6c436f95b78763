import BSON
import MongoODM
import ShopCore

/// A change of the simulated gateway's books as a value: it reads nothing before, and run twice it does its work once.
struct SimulatedStatement: Sendable {
    let change: Statement<SimulatedPayment>

    private init(_ condition: Query<SimulatedPayment>, _ updates: Update<SimulatedPayment>...) {
        self.change = Statement(condition, .updates(updates))
    }

    private init(_ change: Statement<SimulatedPayment>) {
        self.change = change
    }

    /// Makes the intent of an attempt. It throws `duplicateKey` where there is one.
    static func open(_ attempt: PaymentAttempt) -> SimulatedStatement {
        SimulatedStatement(Statement(inserting: SimulatedPayment(attempt)))
    }

    /// Takes the money, or reserves it. If it finds nothing, the intent is not open, or is another attempt's.
    static func pay(_ id: ObjectID, _ attempt: PaymentAttempt) -> SimulatedStatement {
        let isOpen: Query<SimulatedPayment> =
            \.id == id && \.key == attempt.key && \.amount == attempt.amount && \.state == .open
        return switch attempt.capture {
        case .automatic: self.take(attempt.amount, if: isOpen)
        case .manual: SimulatedStatement(isOpen, .set(\.state, .authorized))
        }
    }

    /// Takes the reserved money. If it finds nothing, nothing is reserved any more, or not for this attempt.
    static func capture(_ id: ObjectID, _ attempt: PaymentAttempt) -> SimulatedStatement {
        self.take(
            attempt.amount,
            if: \.id == id && \.key == attempt.key && \.amount == attempt.amount && \.state == .authorized)
    }

    /// Takes the money of an intent that has not ended, as a tester says. If it finds nothing, it has ended, or is of
    /// another amount.
    static func settle(_ id: ObjectID, amount: Money) -> SimulatedStatement {
        self.take(
            amount, if: \.id == id && \.amount == amount && .isIn(\.state, [.open, .waiting, .authorized, .refused]))
    }

    /// Notes that the gateway was not reached. If it finds nothing, that was often enough, or the intent is not open.
    static func miss(_ id: ObjectID) -> SimulatedStatement {
        SimulatedStatement(
            \.id == id && \.state == .open && \.misses < SimulatedToken.misses, .inc(\.misses, 1))
    }

    /// Lets an open intent wait for a tester. If it finds nothing, it is not open.
    static func wait(_ id: ObjectID) -> SimulatedStatement {
        SimulatedStatement(\.id == id && \.state == .open, .set(\.state, .waiting))
    }

    /// Refuses an intent of which nothing was taken. If it finds nothing, it has another state.
    static func refuse(
        _ id: ObjectID, _ code: String, from states: [SimulatedPayment.State]
    ) -> SimulatedStatement {
        SimulatedStatement(
            \.id == id && .isIn(\.state, states), .set(\.state, .refused), .set(\.failure, code))
    }

    /// Ends an intent of which nothing was taken. If it finds nothing, something was, or it has ended.
    static func cancel(_ id: ObjectID) -> SimulatedStatement {
        SimulatedStatement(
            \.id == id && .isIn(\.state, [.open, .waiting, .authorized, .refused]), .set(\.state, .canceled))
    }

    /// Gives money back. If it finds nothing, nothing was taken, less is left, or the same request was done before.
    static func refund(_ id: ObjectID, _ request: PaymentRefundRequest) -> SimulatedStatement {
        SimulatedStatement(
            \.id == id && \.state == .paid && \.refundable >= request.amount
                && .none(\.refunds, \.requestID == request.id),
            .add(Money(minorUnits: -request.amount.minorUnits, currency: request.amount.currency)),
            .push(\.refunds, SimulatedRefund(requestID: request.id, amount: request.amount)))
    }

    /// Gives money back without a request. If it finds nothing, nothing was taken, or less is left.
    static func refund(_ id: ObjectID, _ amount: Money) -> SimulatedStatement {
        SimulatedStatement(
            \.id == id && \.state == .paid && \.refundable >= amount,
            .add(Money(minorUnits: -amount.minorUnits, currency: amount.currency)),
            .push(\.refunds, SimulatedRefund(requestID: nil, amount: amount)))
    }

    private static func take(_ amount: Money, if condition: Query<SimulatedPayment>) -> SimulatedStatement {
        SimulatedStatement(
            condition, .set(\.state, .paid), .add(amount), .push(\.charges, SimulatedCharge(amount: amount)))
    }
}

extension Update where Root == SimulatedPayment {
    /// Adds to what can be given back.
    fileprivate static func add(_ amount: Money) -> Update {
        .raw("$inc", "refundable", Decimal128(amount.amount).map { .decimal128($0) } ?? .null)
    }
}
