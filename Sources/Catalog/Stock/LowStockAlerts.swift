import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
import ShopCore
import ShopMail

/// Tells those who look after the inventory that pieces run short: once of each product or variant, until the shop has changed
/// its stock. What orders give back does not count as that.
struct LowStockAlerts: Sendable {
    let alerts: Repository<LowStockAlert>
    let products: Repository<CountedProduct>
    let jobs: JobQueue
    let keepers: any InventoryKeepers
    let threshold: Int

    /// Enqueues a mail for each of them, unless they know.
    func tell(_ job: LowStockJob) async throws {
        let keepers = try await self.keepers.inventoryKeepers()
        guard !keepers.isEmpty else { return }
        try await self.alerts.database.client.transaction { transaction in
            guard let product = try await self.products.get(job.productID, in: transaction),
                let shelf = product.shelf(job.variantID), shelf.inventory <= self.threshold,
                try await self.alerts.get(shelf.id, in: transaction)?.stocked != shelf.stocked
            else { return }
            // Of two that do so at once the second begins again, and sees what the first has done.
            try await self.alerts.updateOne(
                \.id == shelf.id, .set(\.productID, product.id), .set(\.stocked, shelf.stocked), .set(\.at, .now),
                upsert: true, in: transaction)
            try await self.jobs.enqueueAll(
                keepers.map {
                    LowStockMailJob(userID: $0, productID: job.productID, variantID: job.variantID)
                }, in: transaction)
        }
    }

    /// Tells one of them, who may have looked after it and do so no longer.
    func send(_ job: LowStockMailJob, by mailer: Mailer, _ run: JobRun) async throws {
        guard let product = try await self.products.get(job.productID), let shelf = product.shelf(job.variantID),
            let mailbox = try await self.keepers.inventoryMailbox(of: job.userID)
        else { return }
        try await mailer.send(
            LowStockMail(
                product: product.name, sku: shelf.sku, number: product.number, inventory: shelf.inventory,
                threshold: self.threshold),
            to: mailbox.address, named: mailbox.name, by: run)
    }

    func jobHandlers(mailer: Mailer) -> [JobHandler] {
        [
            JobHandler(LowStockJob.self) { job, _ in try await self.tell(job) },
            JobHandler(LowStockMailJob.self) { job, run in try await self.send(job, by: mailer, run) },
        ]
    }
}

/// What pieces are counted on: of a product without variants, or of a variant.
private struct Shelf {
    let id: ObjectID
    let sku: String?
    let inventory: Int
    let stocked: Int
}

extension CountedProduct {
    /// Nil where the pieces are counted elsewhere by now.
    fileprivate func shelf(_ variantID: ObjectID?) -> Shelf? {
        guard let variantID else {
            return self.variants.isEmpty
                ? Shelf(id: self.id, sku: nil, inventory: self.inventory, stocked: self.opening) : nil
        }
        return self.variants.first { $0.id == variantID }.map {
            Shelf(id: $0.id, sku: $0.sku, inventory: $0.inventory, stocked: $0.stocked)
        }
    }
}
