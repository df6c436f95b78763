import BSON
import MongoJobs
import MongoODM
public import Schemas
public import ShopCore

/// Taking orders to the door, step by step, by hand.
public struct DeliveryService: Sendable {
    let client: MongoClient
    let orders: OrderRepository
    let stock: any StockKeeper
    let coupons: any CouponKeeper
    let events: EventSource<Order>
    let jobs: JobQueue

    /// Takes an order to where it is to stand; one that stands there is left as it is.
    ///
    /// A pending order that is `confirmed` so was paid otherwise: its pieces are sold at that moment. One that is cancelled
    /// after that gives them back.
    ///
    /// - Parameters:
    ///   - name: the order's id or number.
    ///   - condition: what the client requires of the order as it is.
    ///   - shown: what the order looks like to the client.
    /// - Returns: the order afterwards.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` with the reason `badTransition` where the order can't be
    ///   taken there, `outOfStock` where what was paid is not there, `refundOwed` where the shop would keep a payment.
    public func move<Shown: SchemaValue>(
        _ name: String, by move: OrderMove, if condition: IfMatch?, shown: @Sendable (Order) -> Shown
    ) async throws -> Order {
        let (order, change) = try await self.client.transaction { transaction in
            guard let order = try await self.orders.find(named: name, in: transaction) else {
                throw OrderRepository.notFound
            }
            if let condition, !condition.holds(for: shown(order)) { throw Self.hasChanged }
            let from = order.stage
            if from == move.stage { return (order, nil as StockChange?) }
            guard OrderStage.steps[from]?.contains(move.stage) == true else {
                throw Self.badTransition(from, move.stage)
            }
            if move.stage == .cancelled, order.owesRefund { throw Self.refundOwed }
            let (moved, change) = try await self.step(order, from, move, transaction)
            try await self.events.noteStep(moved, in: transaction)
            return (moved, change)
        }
        await change?.didCommit()
        return order
    }

    private func step(
        _ order: Order, _ from: OrderStage, _ move: OrderMove, _ transaction: Transaction
    ) async throws -> (Order, StockChange?) {
        guard let moved = try await self.orders.run(.move(order.id, from: from, by: move), in: transaction) else {
            // Two that change one document exclude each other within transactions: it went meanwhile.
            throw OrderRepository.notFound
        }
        let isGivenUp = move.stage == .cancelled || move.stage == .failed
        if isGivenUp, order.coupon != nil {
            try await self.coupons.giveBack(for: order.id, of: ObjectID(order.userID), in: transaction)
        }
        switch (from, move.stage) {
        case (.pending, _):
            try await self.jobs.endSuperfluousIntent(of: moved, in: transaction)
            do {
                return (moved, try await OrderStock(stock: self.stock).settle(moved, in: transaction))
            } catch is OutOfStock, is NotReserved {
                throw Self.outOfStock
            }
        case (.confirmed, .cancelled), (.processing, .cancelled):
            let change = try await self.stock.restock(moved.linesToRestock, for: order.id, in: transaction)
            return (try await self.orders.run(.restockAll(order.id), in: transaction) ?? moved, change)
        default: return (moved, nil)
        }
    }

    private static let hasChanged = ShopError.changed("The order has been changed since it was read; read it again")

    private static func badTransition(_ from: OrderStage, _ to: OrderStage) -> ShopError {
        .conflict("An order that is \(from.rawValue) can't become \(to.rawValue)", reason: .badTransition)
    }

    private static let outOfStock = ShopError.conflict(
        "Something in the order is no longer in stock", reason: .outOfStock)

    private static let refundOwed = ShopError.conflict(
        "The order was paid, and its payment must be given back to cancel it", reason: .refundOwed)
}

extension Order {
    /// Whether the shop has money for it that was not paid to a person's hands, who can give it back.
    fileprivate var owesRefund: Bool {
        self.status == .paid && self.payment.gateway != OrderPayment.manual && self.total > self.refunded
    }

    /// The pieces that are sold and not back in the stock; lines that name no product have none.
    fileprivate var linesToRestock: [StockLine] {
        self.items.compactMap { item in
            guard let id = ObjectID(item.productID), item.quantity > item.restockedQuantity else { return nil }
            return StockLine(
                productID: id, variantID: item.variantID, quantity: item.quantity - item.restockedQuantity)
        }
    }
}
