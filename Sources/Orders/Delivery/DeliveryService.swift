public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// Taking orders to the door, step by step, by hand; and cancelling those that are not on their way.
public struct DeliveryService: Sendable {
    let client: MongoClient
    let orders: OrderRepository
    let ending: OrderEnding

    /// Takes an order to where it is to stand; one that stands there is left as it is.
    ///
    /// A pending order that is `confirmed` so was paid otherwise: its pieces are sold at that moment. One that is cancelled
    /// after that gives them back, and what was paid goes back. One that is paid at the door is paid when it is `delivered`.
    ///
    /// - Parameters:
    ///   - name: the order's id or number.
    ///   - condition: what the client requires of the order as it is.
    ///   - shown: what the order looks like to the client.
    /// - Returns: the order afterwards.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` with the reason `badTransition` where the order can't be
    ///   taken there, `outOfStock` where what was paid is not there.
    public func move<Shown: SchemaValue>(
        _ name: String, by move: OrderMove, if condition: IfMatch?, shown: @Sendable (Order) -> Shown
    ) async throws -> Order {
        let (order, change) = try await self.client.groupedTransaction { transaction in
            guard let order = try await self.orders.find(named: name, in: transaction) else {
                throw OrderRepository.notFound
            }
            if let condition, !condition.holds(for: shown(order)) { throw Self.hasChanged }
            return try await self.take(order, move, transaction)
        }
        await change?.didCommit()
        return order
    }

    /// Cancels an order that is not on its way; one that is cancelled is left as it is. Its pieces can be bought again, the use of
    /// its coupon comes back, and what was paid goes back.
    ///
    /// - Parameters:
    ///   - name: the order's id or number.
    ///   - reason: what the buyer is to read about it; nil for nothing.
    ///   - caller: whose it is, or who may change everybody's.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the order.
    /// - Throws: ``ShopError``: `notFound`, also for an order that is not the caller's business; `conflict` with the reason
    ///   `badTransition` where it is on its way or over.
    public func cancel<Answer>(
        _ name: String, reason: String?, for caller: OrderCaller, by author: Author,
        keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let (kept, change) = try await self.client.groupedTransaction { transaction in
            let found = try await self.orders.find(named: name, for: caller, or: .updateOrder, in: transaction)
            let move = OrderMove(to: .cancelled, note: reason, tracking: nil, by: author)
            let (order, change) = try await self.take(found, move, transaction)
            return (try await keeping(order, in: transaction), change)
        }
        await change?.didCommit()
        return kept
    }

    private func take(
        _ order: Order, _ move: OrderMove, _ transaction: Transaction
    ) async throws -> (Order, StockChange?) {
        let from = order.stage
        if from == move.stage { return (order, nil) }
        guard OrderStage.steps[from]?.contains(move.stage) == true else {
            throw Self.badTransition(from, move.stage)
        }
        if move.stage == .cancelled {
            return try await self.ending.cancel(order, note: move.note, by: move.author, in: transaction)
        }
        return try await self.step(order, move, transaction)
    }

    private func step(
        _ order: Order, _ move: OrderMove, _ transaction: Transaction
    ) async throws -> (Order, StockChange?) {
        let statement = OrderStatement.move(
            order.id, from: order.stage, by: move, isPaidAtDoor: order.isPaidAtDoor)
        guard let moved = try await self.orders.run(statement, in: transaction) else {
            // Two that change one document exclude each other within transactions: it went meanwhile.
            throw OrderRepository.notFound
        }
        if order.isPaidAtDoor, !moved.isPaidAtDoor {
            try await self.ending.exit.events.notePaid(moved, in: transaction)
        }
        try await self.ending.exit.events.noteStep(moved, in: transaction)
        guard order.stage == .pending else { return (moved, nil) }
        return (moved, try await self.ending.leave(moved, in: transaction))
    }

    private static let hasChanged = ShopError.changed("The order has been changed since it was read; read it again")

    private static func badTransition(_ from: OrderStage, _ to: OrderStage) -> ShopError {
        .conflict("An order that is \(from.rawValue) can't become \(to.rawValue)", reason: .badTransition)
    }
}
