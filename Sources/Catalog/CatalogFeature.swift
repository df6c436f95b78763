import BSON
package import Logging
package import MongoJobs
import MongoODM
import ObjectStore
package import RedisCache
package import ShopCore
package import ShopMail

/// The catalog: what the shop sells, and how many of it are left.
package struct CatalogFeature: Feature {
    package let service: CatalogService
    package let images: ImageService
    package let products: ProductRepository
    package let records: ProductRecords
    package let stock: StockRepository
    package let reviews: ReviewService
    package let imports: ImportService
    private let categories: CategoryRepository
    private let keepers: any InventoryKeepers
    private let vendors: any VendorDirectory
    private let removal: ReviewRemoval
    private let audit: AuditTrail
    private let cache: CacheManager

    package init(
        _ collections: Collections, audit: AuditTrail, events: CatalogEvents, jobs: JobQueue, cache: CacheManager,
        vendors: any VendorDirectory, reviewers: any ReviewerDirectory, purchases: any PurchaseRecords,
        keepers: any InventoryKeepers, images: ImageSettings, keepsImports: Duration
    ) {
        self.products = ProductRepository(collections)
        self.records = ProductRecords(products: self.products, cache: cache)
        self.stock = StockRepository(collections, products: self.products)
        self.categories = CategoryRepository(collections)
        let reviews = ReviewRepository(collections)
        self.removal = ReviewRemoval(reviews: reviews, products: self.products, jobs: jobs)
        self.service = CatalogService(
            products: self.products,
            categories: CategoryService(
                repository: self.categories, products: self.products, audit: audit, jobs: jobs, cache: cache,
                known: Known(timeout: collections.database.client.timeout)),
            numbers: ProductNumbers(collections, products: self.products.products),
            adjustments: StockAdjustments(collections), alerts: collections.repository(), vendors: vendors,
            reviews: self.removal, audit: audit, events: events, jobs: jobs, cache: cache)
        self.reviews = ReviewService(
            reviews: reviews, products: self.products, records: self.records, catalog: self.service,
            purchases: purchases, authors: reviewers, audit: audit, removal: self.removal)
        self.images = ImageService(
            catalog: self.service,
            files: ImageFiles(
                store: images.store ?? GridFSStore(GridFSBucket(collections.database, name: "images")),
                products: self.products),
            scanner: images.scanner)
        self.imports = ImportService(
            store: ImportStore(collections), jobs: jobs, audit: audit, keeping: keepsImports)
        self.keepers = keepers
        self.vendors = vendors
        self.audit = audit
        self.cache = cache
    }

    package static let auditedKinds = [AuditedKind.product, .category, .review, .productImport]
    package static let cacheNamespaces: Set = [CatalogCache.namespace]

    package var invariants: [any Invariant] {
        [
            StockInvariant(products: self.products), VariantsInvariant(products: self.products),
            WordsInvariant(products: self.products),
            CategoriesInvariant(categories: self.categories, products: self.products, audit: self.audit),
            FiltersInvariant(products: self.products),
            RatingsInvariant(products: self.products), VotesInvariant(reviews: self.removal.reviews),
        ]
    }

    /// It looks at books that other invariants mend.
    package var adjustmentsInvariant: AdjustmentsInvariant {
        AdjustmentsInvariant(adjustments: self.service.adjustments)
    }

    package var personalData: [any PersonalData] { [self.removal] }

    /// Keeps what is known of the categories true, and the cache where the service's own invalidations can't.
    package func run(logger: Logger) async {
        await withTaskGroup { group in
            group.addTask {
                await CategoryWatch(
                    repository: self.categories, known: self.service.categories.known, cache: self.cache
                ).run(logger: logger)
            }
            group.addTask {
                // An instance may have shown an old name until now.
                await self.vendors.run(logger: logger) { await self.service.forgetAll() }
            }
            group.addTask {
                await FilterFieldsWatch(products: self.products, catalog: self.service).run(logger: logger)
            }
            if self.cache.isEnabled {
                group.addTask {
                    await CatalogWatch(products: self.products, catalog: self.service).run(logger: logger)
                }
            }
        }
    }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        let copies = CategoryCopies(categories: self.categories, products: self.products)
        let alerts = LowStockAlerts(
            alerts: self.service.alerts, products: self.service.adjustments.products, jobs: self.service.jobs,
            keepers: self.keepers, threshold: self.service.events.lowStock)
        return [
            JobHandler(CategoryCopiesJob.self) { job, run in try await copies.follow(job) { run.report($0) } },
            JobHandler(VocabularySweepJob.self) { _, _ in
                try await self.products.vocabulary.sweep(unusedFor: VocabularySweepJob.age)
            },
            JobHandler(ImageSweepJob.self) { _, _ in try await self.images.files.sweep() },
            JobHandler(ImportJob.self) { job, run in try await self.takeIn(job.importID, run) },
            JobHandler(ImportSweepJob.self) { _, _ in try await self.imports.store.sweep() },
        ] + self.removal.jobHandlers + alerts.jobHandlers(mailer: mailer)
    }

    /// Goes on with an import that has not ended.
    private func takeIn(_ id: ObjectID, _ run: JobRun) async throws {
        let store = self.imports.store
        guard let stored = try await store.imports.get(id), stored.finishedAt == nil else { return }
        var part = ImportRun(stored, store, ProductImporter(catalog: self.service, store: store))
        try await part.run { run.report($0) }
        // What can't be removed now is swept later.
        _ = try? await store.files.delete(stored.fileID)
    }

    package var periodicJobs: [PeriodicJob] {
        [
            PeriodicJob("vocabulary_sweep", Self.nightly) { _ in VocabularySweepJob() },
            PeriodicJob("image_sweep", Self.hourly) { _ in ImageSweepJob() },
            PeriodicJob("import_sweep", Self.hourly) { _ in ImportSweepJob() },
        ]
    }

    // A constant, which is right or wrong at every start alike.
    private static let nightly = try! CronSchedule("20 3 * * *")
    // Another one.
    private static let hourly = try! CronSchedule("23 * * * *")
}
