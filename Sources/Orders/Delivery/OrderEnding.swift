import BSON
import MongoJobs
import MongoODM
import ShopCore

/// What follows, besides the order itself, when it is settled by hand or cancelled: for the pieces, the coupon, what was paid, and
/// what could still be paid for it.
struct OrderEnding: Sendable {
    let exit: PendingExit
    let refunds: RefundBooks

    private var orders: OrderRepository { self.exit.orders }

    /// Cancels an order.
    ///
    /// - Parameter order: as it is in the transaction, where it can be cancelled.
    /// - Returns: the order afterwards, and what is different in the stock.
    func cancel(
        _ order: Order, note: String?, by author: Author, in transaction: Transaction
    ) async throws -> (Order, StockChange?) {
        let move = OrderMove(to: .cancelled, note: note, tracking: nil, by: author)
        let step = OrderStatement.move(order.id, from: order.stage, by: move, isPaidAtDoor: order.isPaidAtDoor)
        guard let moved = try await self.orders.run(step, in: transaction) else {
            // Two that change one document exclude each other within transactions: it went meanwhile.
            throw OrderRepository.notFound
        }
        try await self.exit.events.noteStep(moved, in: transaction)
        guard order.stage != .pending else { return (moved, try await self.leave(moved, in: transaction)) }
        var cancelled = try await self.orders.run(.restockAll(order.id), in: transaction) ?? moved
        if cancelled.status == .paid, cancelled.refunded < cancelled.total {
            cancelled = try await self.refunds.ask(
                cancelled, RefundPlan(restOf: cancelled), reason: note, restocks: true, by: author, in: transaction)
        }
        try await self.exit.giveBackCoupon(of: order, in: transaction)
        // The stock comes last: others wait for it.
        let change = try await self.exit.stock.stock.restock(order.linesToRestock, for: order.id, in: transaction)
        return (cancelled, change)
    }

    /// What follows when an order has left `pending`.
    ///
    /// - Parameter order: as it is after the step.
    /// - Throws: ``ShopError`` `conflict` with the reason `outOfStock` where what was paid is not there.
    func leave(_ order: Order, in transaction: Transaction) async throws -> StockChange? {
        do {
            return try await self.exit.follow(order, in: transaction)
        } catch is OutOfStock, is NotReserved {
            throw Self.outOfStock
        }
    }

    private static let outOfStock = ShopError.conflict(
        "Something in the order is no longer in stock", reason: .outOfStock)
}

extension Order {
    /// Whether it is on its way, or there, before it is paid.
    var isPaidAtDoor: Bool { self.status == .pending && self.delivery != nil }

    /// The pieces that are sold and not back in the stock; lines that name no product have none.
    fileprivate var linesToRestock: [StockLine] {
        self.items.compactMap { item in
            guard let id = ObjectID(item.productID), item.quantity > item.restockedQuantity else { return nil }
            return StockLine(
                productID: id, variantID: item.variantID, quantity: item.quantity - item.restockedQuantity)
        }
    }
}
