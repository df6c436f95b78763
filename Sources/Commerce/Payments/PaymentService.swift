public import BSON
import MongoODM
public import Schemas

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
    private let stock: any Stock

    init(client: MongoClient, orders: OrderRepository, stock: any Stock) {
        self.client = client
        self.orders = orders
        self.stock = stock
    }

    /// Moves an order out of `pending`, exactly once; an order that has left it is returned as it is.
    ///
    /// A successful payment takes every line from the stock, in the transaction that marks the order paid.
    /// If one line is short, nothing is taken and the order has failed.
    ///
    /// - Throws: ``ShopError`` `notFound`, also for an order of somebody else.
    public func confirm(
        _ orderID: ObjectID, outcome: PaymentOutcome, by userID: ObjectID
    ) async throws -> Order {
        let userID = userID.hexString
        await PurchaseStep.confirmationBegun.pass()
        switch outcome {
        case .failure: return try await self.finish(orderID, userID: userID, as: .failed)
        case .canceled: return try await self.finish(orderID, userID: userID, as: .canceled)
        case .success:
            do {
                return try await self.capture(orderID, userID: userID)
            } catch is OutOfStock {
                await PurchaseStep.stockShort.pass()
                return try await self.finish(orderID, userID: userID, as: .failed)
            }
        }
    }

    private func capture(_ orderID: ObjectID, userID: String) async throws -> Order {
        let (order, taken) = try await self.client.transaction { transaction in
            guard let order = try await self.orders.finish(orderID, userID: userID, as: .paid, in: transaction)
            else { return (nil as Order?, [TakenStock]()) }
            await PurchaseStep.orderMarked.pass()
            let taken = try await self.stock.take(order.items, in: transaction)
            await PurchaseStep.stockTaken.pass()
            return (order, taken)
        }
        guard let order else { return try await self.finished(orderID, userID: userID) }
        await PurchaseStep.paymentCommitted.pass()
        await self.stock.didTake(taken)
        await PurchaseStep.cachesTold.pass()
        return order
    }

    private func finish(_ orderID: ObjectID, userID: String, as status: OrderStatus) async throws -> Order {
        if let order = try await self.orders.finish(orderID, userID: userID, as: status) {
            await PurchaseStep.orderFinished.pass()
            return order
        }
        return try await self.finished(orderID, userID: userID)
    }

    /// The order that somebody else has moved out of `pending`.
    private func finished(_ orderID: ObjectID, userID: String) async throws -> Order {
        guard let order = try await self.orders.find(orderID, userID: userID) else {
            throw ShopError.notFound("Order not found")
        }
        return order
    }
}
