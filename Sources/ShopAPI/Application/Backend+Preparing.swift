public import Logging
import MongoODM
import RedisCache
import Shop

extension Backend {
    /// What comes before the first request: the data, then the seeds. Several instances may do so at once.
    ///
    /// - Parameter seedingAgain: whether to seed a shop that was seeded before, and was emptied.
    /// - Throws: `MongoError`; ``SeedFileError``; `AddressCollisions`.
    public func prepare(_ settings: Settings, seedingAgain: Bool = false, logger: Logger) async throws {
        // The seeds are read first: a file that is no good should not leave half a shop.
        let products = settings.seedsProducts ? try SeedFile(path: settings.seedFile).products() : []
        try await self.connectAndMigrate(settings, logger: logger)
        if settings.createsDefaultAdmin {
            try await self.shop.seedAdmin(
                email: settings.defaultAdminEmail, password: settings.defaultAdminPassword, logger: logger)
        }
        if !products.isEmpty { try await self.shop.seedProducts(products, again: seedingAgain, logger: logger) }
        self.preparation.continuation.finish()
    }

    /// What comes before the first job: the data without the seeds, which are the servers' doing.
    ///
    /// - Throws: `MongoError`; `AddressCollisions`.
    public func prepareData(_ settings: Settings, logger: Logger) async throws {
        try await self.connectAndMigrate(settings, logger: logger)
        self.preparation.continuation.finish()
    }

    /// Redis if it is there, MongoDB in any case with its migrations and indexes.
    private func connectAndMigrate(_ settings: Settings, logger: Logger) async throws {
        await self.awaitRedis(logger)
        try await self.mongo.verify()
        let shop = self.shop
        let migrating = LongStep("The database is being migrated, here or by another instance", logger: logger)
        for version in try await migrating.run({ try await self.migrate(settings) }) {
            logger.info("The database was migrated", metadata: ["version": "\(version)"])
        }
        for status in try await self.shop.migrator.status() where !status.isKnown {
            logger.warning(
                "The database has a migration of a newer program",
                metadata: ["version": "\(status.version)", "name": "\(status.name)"])
        }
        let indexing = LongStep("Indexes are being built", logger: logger)
        for report in try await indexing.run({ try await shop.createIndexes() }) where !report.isAsDeclared {
            logger.warning(
                "Indexes of \(report.collection) differ from what is declared; they were left as they are",
                metadata: [
                    "changed": "\(report.changed.joined(separator: " "))",
                    "superfluous": "\(report.superfluous.joined(separator: " "))",
                ])
        }
        logger.info("MongoDB is ready", metadata: ["database": "\(self.mongo.defaultDatabase.name)"])
    }

    /// Applies the migrations that are missing.
    ///
    /// - Returns: their versions.
    private func migrate(_ settings: Settings) async throws -> [Int] {
        guard try await self.shop.migrator.status().contains(where: { $0.appliedAt == nil }) else { return [] }
        let client = try MongoClient(settings.patient().mongo(self.logger))
        do {
            let versions = try await Shop.migrator(of: client.defaultDatabase).up()
            await client.shutDown()
            return versions
        } catch {
            await client.shutDown()
            throw error
        }
    }

    /// Gives Redis a moment, so that the first requests find it. The shop works without it, too.
    private func awaitRedis(_ logger: Logger) async {
        guard let redis else { return logger.info("Redis is disabled: nothing is cached") }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await redis.waitUntilConnected() }
            group.addTask { try? await Task.sleep(for: redis.settings.connectTimeout) }
            await group.next()
            group.cancelAll()
        }
        if redis.isConnected {
            logger.info("Redis is ready")
        } else {
            logger.warning("Redis can't be reached: nothing is cached until it can")
        }
    }
}
