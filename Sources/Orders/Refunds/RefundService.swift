public import BSON
public import Idempotency
import MongoJobs
import MongoODM
public import ShopCore

/// Giving back what was paid for orders.
public struct RefundService: Sendable {
    let client: MongoClient
    let orders: OrderRepository
    let products: any ProductLookup
    let stock: any StockKeeper
    let books: RefundBooks
    let settling: RefundSettling

    /// Notes that money is to go back for an order, and with it which pieces, so that never more goes back than was paid,
    /// whoever asks at once. Pieces that are to be sold again are in the stock then. ``settle(_:)`` goes on with it, and a job if
    /// that is not done.
    ///
    /// - Parameters:
    ///   - name: the order's id or number.
    ///   - keeping: keeps the answer with the refund.
    /// - Throws: `ValidationError` for pieces that the order does not have; ``ShopError``: `notFound`; `conflict` with the
    ///   reason `notPaid`, or `refundTooLarge` where less is left.
    public func refund<Answer>(
        _ name: String, _ request: RefundRequest, keeping: KeepingAnswer<Order, Answer>
    ) async throws -> Kept<Answer> {
        let products = try await self.productIDs(request)
        let (kept, change) = try await self.client.groupedTransaction { transaction in
            guard let order = try await self.orders.find(named: name, in: transaction) else {
                throw OrderRepository.notFound
            }
            guard order.status == .paid else { throw Self.notPaid }
            let plan = try RefundPlan(request, of: order, products: products)
            // The job is for those who don't live to ask the gateway themselves.
            let refunded = try await self.books.ask(
                order, plan, reason: request.reason, restocks: request.restocks, by: request.author,
                start: .after(.seconds(5)), in: transaction)
            let kept = try await keeping(refunded, in: transaction)
            // The stock comes last: others wait for it.
            let lines = plan.linesToRestock
            let change = lines.isEmpty ? nil : try await self.stock.restock(lines, for: order.id, in: transaction)
            return (kept, change)
        }
        await RefundStep.refundCommitted.pass()
        await change?.didCommit()
        return kept
    }

    /// Asks the gateway for what is to go back for an order, and notes its answer. Where it gives none, the job asks again.
    ///
    /// - Returns: the order afterwards.
    /// - Throws: ``ShopError`` `notFound`.
    public func settle(_ orderID: ObjectID) async throws -> Order {
        do {
            try await self.settling.settle(orderID)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The job does what could not be done here, and its failures are seen.
        }
        return try await self.order(orderID)
    }

    /// An order as it is.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    public func order(_ id: ObjectID) async throws -> Order {
        guard let order = try await self.orders.orders.get(id) else { throw OrderRepository.notFound }
        return order
    }

    /// The ids of the products that a request names; nil for what names none.
    private func productIDs(_ request: RefundRequest) async throws -> [ObjectID?] {
        guard case .items(let items) = request.scope else { return [] }
        let ids = items.map { ObjectID($0.product) }
        // What was removed has no name any more, but an id.
        guard ids.contains(nil) else { return ids }
        let found = try await self.products.products(named: items.map(\.product))
        return zip(ids, found).map { $0 ?? $1?.id }
    }

    private static let notPaid = ShopError.conflict(
        "Nothing was paid for the order that could be given back", reason: .notPaid)
}
