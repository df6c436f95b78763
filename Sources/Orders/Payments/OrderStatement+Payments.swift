import BSON
import FoundationEssentials
import MongoODM
import Payments
import ShopCore

/// The steps of a payment as values. Each names the attempt or the intent that it is about, so one that comes late, for an
/// attempt that was followed by another, finds no order.
extension OrderStatement {
    /// Notes the intent of an attempt, before anything is charged. Run again, it changes nothing.
    ///
    /// If it finds no order, it is no longer pending, or another attempt has begun.
    static func open(_ id: ObjectID, attempt: Int, _ intent: PaymentIntent) -> OrderStatement {
        let isFirst: Query<Order> = \.payment.intentID == nil || \.payment.intentID == intent.id
        let secret: Update<Order> =
            intent.clientSecret.map { .set(\.payment.clientSecret, $0) } ?? .unset(\.payment.clientSecret)
        return OrderStatement(
            change: Statement(self.isAt(attempt, id) && isFirst, .set(\.payment.intentID, intent.id), secret))
    }

    /// Notes that the shop has done its part of an attempt: now the customer, the bank or a tester must act.
    ///
    /// - Parameter status: where the payment stands; nil for where it stood.
    static func wait(_ id: ObjectID, attempt: Int, status: PaymentStatus?) -> OrderStatement {
        let updates: [Update<Order>] = [.unset(\.payment.token)] + (status.map { [.set(\.payment.status, $0)] } ?? [])
        return OrderStatement(
            change: Statement(self.isAt(attempt, id) && \.payment.status != .failed, .updates(updates)))
    }

    /// Notes that an attempt has failed; the order waits for another one.
    ///
    /// If it finds no order, it is no longer pending, another attempt has begun, or it was noted before.
    static func refuse(
        _ id: ObjectID, attempt: Int, _ refusal: PaymentRefusal, at moment: Date = .now
    ) -> OrderStatement {
        let event = OrderEvent(.paymentFailed, at: moment, by: .payments, note: refusal.message)
        return OrderStatement(
            change: Statement(
                self.isAt(attempt, id) && \.payment.status != .failed,
                .updates(
                    [
                        .set(\.payment.status, .failed), .set(\.payment.failure, refusal.code),
                        .unset(\.payment.token),
                    ] + self.record([event], at: moment))))
    }

    /// Begins another attempt, in place of one that has failed or waits for the customer, while the pieces are set aside.
    ///
    /// If it finds no order, it is no longer pending, its time is over, or another attempt is under way.
    ///
    /// - Parameters:
    ///   - attempt: which one, counted from 1.
    ///   - token: what the buyer pays with; nil if the buyer is still to be asked.
    static func begin(
        _ id: ObjectID, attempt: Int, through gateway: String, with token: String?, at moment: Date = .now
    ) -> OrderStatement {
        let secret: Update<Order> = token.map { .set(\.payment.token, $0) } ?? .unset(\.payment.token)
        return OrderStatement(
            change: Statement(
                self.isAt(attempt - 1, id) && \.payment.token == nil && \.expiresAt > moment,
                .set(\.payment.attempts, attempt), .set(\.payment.gateway, gateway), secret,
                .unset(\.payment.intentID), .unset(\.payment.clientSecret), .unset(\.payment.failure),
                .unset(\.payment.status), .set(\.updatedAt, moment)))
    }

    /// Marks an order paid by an intent.
    ///
    /// If it finds no order, it is no longer pending, or is paid by another intent.
    ///
    /// - Parameter intentID: nil for an order that costs nothing, of which nobody was asked.
    static func pay(
        _ id: ObjectID, by intentID: String?, author: Author, at moment: Date = .now
    ) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && OrderStage.pending.query && \.payment.intentID == intentID,
                .updates(
                    self.updates(to: .confirmed, from: .pending, by: author, at: moment)
                        + [.unset(\.payment.failure)])))
    }

    /// Marks an order paid that was paid otherwise than by the gateway.
    ///
    /// If it finds no order, it is not the user's, or no longer pending.
    static func payByHand(
        _ id: ObjectID, userID: String, by author: Author, at moment: Date = .now
    ) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && \.userID == userID && OrderStage.pending.query,
                .updates(
                    self.updates(to: .confirmed, from: .pending, by: author, at: moment)
                        + [.set(\.payment.gateway, OrderPayment.manual), .unset(\.payment.failure)])))
    }

    /// Ends an order whose present attempt does not pay it.
    ///
    /// If it finds no order, it is no longer pending, or another attempt has begun.
    static func giveUp(
        _ id: ObjectID, attempt: Int, as stage: OrderStage, by author: Author, at moment: Date = .now
    ) -> OrderStatement {
        OrderStatement(
            change: Statement(
                self.isAt(attempt, id), .updates(self.updates(to: stage, from: .pending, by: author, at: moment))))
    }

    /// Ends an order whose time is over.
    ///
    /// If it finds no order, it is no longer pending, or has time left.
    static func expire(_ id: ObjectID, at moment: Date) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && self.isOver(at: moment),
                .updates(self.updates(to: .cancelled, from: .pending, by: .expiry, at: moment))))
    }

    /// Pending orders whose time is over at a moment. The index of what expires has no others.
    static func isOver(at moment: Date) -> Query<Order> {
        OrderStage.pending.query && \.expiresAt > Order.beginning && \.expiresAt <= moment
    }

    private static func isAt(_ attempt: Int, _ id: ObjectID) -> Query<Order> {
        \.id == id && OrderStage.pending.query && \.payment.attempts == attempt
    }
}

extension Author {
    /// What a gateway has told.
    static let payments = Author(command: "payments")
    /// The clock.
    static let expiry = Author(command: "expiry")
}
