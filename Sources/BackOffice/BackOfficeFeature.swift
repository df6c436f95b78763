import Accounts
package import Catalog
package import Logging
package import MongoJobs
import MongoODM
import Orders
package import ShopCore
package import ShopMail

/// What who runs the shop sees of all features at once.
package struct BackOfficeFeature: Feature {
    package let exports: ExportService
    private let making: ExportMaking
    package let movements: StockMovements
    package let jobs: JobAdministration
    package let analytics: AnalyticsService
    package let dashboards: DashboardService
    package let summaries: SummaryKeeper
    /// What happens in the shop, while it happens.
    package let live: LiveFeed
    private let sealing: AuditSealing

    /// - Parameters:
    ///   - secrets: what links are signed with: the present secret first, then the one of before, if there is one.
    ///   - keepsExports: how long exports are kept.
    ///   - jobsKept: how long jobs are kept that are over.
    ///   - zone: in which the shop's days are.
    ///   - lowStock: so many or fewer pieces are few.
    package init(
        _ collections: Collections, catalog: CatalogService, audit: AuditTrail, jobs: JobQueue, secrets: [String],
        keepsExports: Duration, jobsKept: Duration, zone: CivilTimeZone, lowStock: Int
    ) {
        let exports = ExportStore(collections)
        self.exports = ExportService(
            store: exports, jobs: jobs, audit: audit, tokens: ExportTokens(secrets: secrets), keeping: keepsExports)
        self.making = ExportMaking(exports, collections)
        self.movements = StockMovements(collections, catalog: catalog)
        self.jobs = JobAdministration(collections, jobs: jobs, audit: audit, keeping: jobsKept)
        // Their features have registered these collections and their indexes.
        let database = collections.database
        let orders = Repository<Order>(database).leavingOutUnreadable(collections.reportUnreadable)
        let users = Repository<User>(database).leavingOutUnreadable(collections.reportUnreadable)
        let products = Repository<Product>(database).leavingOutUnreadable(collections.reportUnreadable)
        let store = SummaryStore(collections, facts: FactReader(orders: orders, users: users))
        self.summaries = SummaryKeeper(store: store)
        self.analytics = AnalyticsService(store: store, products: products, zone: zone)
        self.dashboards = DashboardService(
            analytics: self.analytics, orders: orders, users: users, sessions: Repository(database),
            products: products, lowStock: lowStock)
        self.live = LiveFeed(LiveTopic.all(database, lowStock: lowStock), of: database, by: collections.changes)
        self.sealing = AuditSealing(collections)
    }

    package static let auditedKinds = [AuditedKind.export, .job]

    package var invariants: [any Invariant] {
        [SummariesInvariant(keeper: self.summaries), AuditSealsInvariant(self.sealing)]
    }

    package var personalData: [any PersonalData] { [ClosedAccounts(stains: self.summaries.store.stains)] }

    /// Sums up what happens.
    package func work(logger: Logger) async { await self.summaries.run(logger: logger) }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        [
            JobHandler(ExportJob.self) { job, run in try await self.making.make(job.exportID, run) },
            JobHandler(ExportSweepJob.self) { _, _ in try await self.exports.sweep() },
            JobHandler(AuditSealJob.self) { _, _ in try await self.sealing.seal() },
        ]
    }

    package var periodicJobs: [PeriodicJob] {
        [
            PeriodicJob("export_sweep", Self.hourly) { _ in ExportSweepJob() },
            PeriodicJob("audit_seal", Self.everyMinute) { _ in AuditSealJob() },
        ]
    }

    // Constants, which are right or wrong at every start alike.
    private static let everyMinute = try! CronSchedule("* * * * *")
    private static let hourly = try! CronSchedule("41 * * * *")
}
