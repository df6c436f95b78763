public import BSON
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// How the payment of an order ended, as testers and the payment provider report it.
public enum PaymentOutcome: String, SchemaEnum {
    case success
    case failure
    case canceled
}

/// Confirming payments.
public struct PaymentService: Sendable {
    private let client: MongoClient
    private let orders: OrderRepository
    private let stock: any StockKeeper
    private let coupons: any CouponKeeper
    private let events: EventSource<Order>

    init(
        client: MongoClient, orders: OrderRepository, stock: any StockKeeper, coupons: any CouponKeeper,
        events: EventSource<Order>
    ) {
        self.client = client
        self.orders = orders
        self.stock = stock
        self.coupons = coupons
        self.events = events
    }

    /// Moves an order out of `pending`, exactly once; an order that has left it is returned as it is.
    ///
    /// A successful payment takes every line from the stock, in the transaction that marks the order paid.
    /// If one line is short, nothing is taken and the order has failed.
    ///
    /// - Parameters:
    ///   - userID: whose order it is.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the order's status.
    /// - Throws: ``ShopError`` `notFound`, also for an order of somebody else.
    public func confirm<Answer>(
        _ orderID: ObjectID, outcome: PaymentOutcome, of userID: ObjectID, by author: Author,
        keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        func finish(_ status: OrderStatus) async throws -> Kept<Answer> {
            try await self.finish(orderID, userID: userID.hexString, as: status, by: author, keeping)
        }
        await PurchaseStep.confirmationBegun.pass()
        switch outcome {
        case .failure: return try await finish(.failed)
        case .canceled: return try await finish(.canceled)
        case .success:
            do {
                return try await finish(.paid)
            } catch is OutOfStock {
                await PurchaseStep.stockShort.pass()
                return try await finish(.failed)
            }
        }
    }

    private func finish<Answer>(
        _ orderID: ObjectID, userID: String, as status: OrderStatus, by author: Author,
        _ keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let (kept, taken) = try await self.client.transaction { transaction in
            let step = OrderStatement.finish(orderID, userID: userID, as: status, by: author)
            guard let order = try await self.orders.run(step, in: transaction) else {
                // Somebody else has moved it out of `pending`.
                guard let order = try await self.orders.find(orderID, userID: userID, in: transaction) else {
                    throw OrderRepository.notFound
                }
                return (try await keeping(order, in: transaction), nil as StockChange?)
            }
            await PurchaseStep.orderMarked.pass()
            try await self.events.noteStep(order, in: transaction)
            let kept = try await keeping(order, in: transaction)
            await PurchaseStep.paymentAnswerKept.pass()
            if status != .paid, order.coupon != nil {
                try await self.coupons.giveBack(for: orderID, of: ObjectID(userID), in: transaction)
            }
            // The stock comes last: others wait for it.
            let taken =
                status == .paid
                ? try await self.stock.take(order.stockLines(), for: orderID, in: transaction) : nil
            await PurchaseStep.stockTaken.pass()
            return (kept, taken)
        }
        await (status == .paid ? PurchaseStep.paymentCommitted : .failureCommitted).pass()
        await taken?.didCommit()
        await PurchaseStep.cachesTold.pass()
        return kept
    }
}
