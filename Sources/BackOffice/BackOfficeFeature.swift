package import Catalog
package import Logging
package import MongoJobs
package import ShopCore
package import ShopMail

/// What who runs the shop sees of all features at once.
package struct BackOfficeFeature: Feature {
    package let exports: ExportService
    private let making: ExportMaking
    package let movements: StockMovements
    package let jobs: JobAdministration

    /// - Parameters:
    ///   - secrets: what links are signed with: the present secret first, then the one of before, if there is one.
    ///   - keepsExports: how long exports are kept.
    ///   - jobsKept: how long jobs are kept that are over.
    package init(
        _ collections: Collections, catalog: CatalogService, audit: AuditTrail, jobs: JobQueue, secrets: [String],
        keepsExports: Duration, jobsKept: Duration
    ) {
        let store = ExportStore(collections)
        self.exports = ExportService(
            store: store, jobs: jobs, audit: audit, tokens: ExportTokens(secrets: secrets), keeping: keepsExports)
        self.making = ExportMaking(store, collections)
        self.movements = StockMovements(collections, catalog: catalog)
        self.jobs = JobAdministration(collections, jobs: jobs, audit: audit, keeping: jobsKept)
    }

    package static let auditedKinds = [AuditedKind.export, .job]

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        [
            JobHandler(ExportJob.self) { job, run in try await self.making.make(job.exportID, run) },
            JobHandler(ExportSweepJob.self) { _, _ in try await self.exports.sweep() },
        ]
    }

    package var periodicJobs: [PeriodicJob] {
        [PeriodicJob("export_sweep", Self.hourly) { _ in ExportSweepJob() }]
    }

    // A constant, which is right or wrong at every start alike.
    private static let hourly = try! CronSchedule("41 * * * *")
}
