import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// Makes the invoices of paid orders, each once, with numbers that have no gaps.
struct InvoiceMaking: Sendable {
    let client: MongoClient
    let orders: OrderRepository
    let invoices: InvoiceRepository
    let seller: InvoiceSeller
    /// What stands before the year in numbers.
    let numberPrefix: String

    /// How many orders are in memory.
    private static let batch = 100

    /// Makes the invoice of an order.
    ///
    /// All of it is one transaction, so that a number is taken if and only if its invoice is stored.
    ///
    /// - Returns: the invoice, also one that was there; nil if the order is not paid.
    func make(_ orderID: ObjectID) async throws -> Invoice? {
        for _ in 0..<3 {
            do {
                if let invoice = try await self.makeOnce(orderID) { return invoice }
                return try await self.invoices.find(orderID: orderID)
            } catch let error as MongoError where error.code == .duplicateKey {
                guard let invoice = try await self.invoices.find(orderID: orderID) else {
                    // Somebody else has begun the series at the same moment.
                    continue
                }
                // The order is one of a backup that is older than the invoice.
                _ = try await self.orders.orders.run(InvoiceStatement.claim(orderID, at: invoice.madeAt).change)
                return invoice
            }
        }
        throw ShopError.busy("Others are making invoices; try again")
    }

    private func makeOnce(_ orderID: ObjectID) async throws -> Invoice? {
        let invoice = try await self.client.transaction { transaction -> Invoice? in
            let now = Date.now
            let claim = InvoiceStatement.claim(orderID, at: now)
            guard let order = try await self.orders.run(claim, in: transaction) else { return nil }
            await InvoiceStep.orderClaimed.pass()
            let name = InvoiceSeries.name(prefix: self.numberPrefix, at: now)
            let number = InvoiceStatement.takeNumber(of: name, at: now)
            guard let series = try await self.invoices.series.run(number, in: transaction) else { return nil }
            await InvoiceStep.numberTaken.pass()
            let store = InvoiceStatement.store(Invoice(order, series, seller: self.seller))
            let invoice = try await self.invoices.invoices.run(store, in: transaction)
            await InvoiceStep.invoiceStored.pass()
            return invoice
        }
        await InvoiceStep.invoiceCommitted.pass()
        return invoice
    }

    /// Makes all that are missing, those of the oldest orders first. One that can't be made is in no other's way.
    ///
    /// - Throws: why the last of those that failed could not be made.
    func makeMissing() async throws {
        var place: PageCursor?
        var failure: (any Error)?
        repeat {
            let page = try await self.invoices.missing(after: place, limit: Self.batch)
            for order in page.items {
                do {
                    _ = try await self.make(order.id)
                } catch let error as MongoError where !error.isTransient {
                    failure = error
                }
            }
            place = page.next
        } while place != nil
        if let failure { throw failure }
    }
}
