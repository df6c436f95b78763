import FoundationEssentials

/// Brings a database forward and back through a list of ``Migration``s, one instance at a time.
///
/// ```swift
/// let migrator = Migrator(database, migrations)
/// try await migrator.up()
/// ```
/// What was applied is recorded in the collection `migrations`, the lock in `migration_lock`. Any number of instances
/// may start at once: one works, the others wait and find nothing left to do.
public struct Migrator: Sendable {
    private let database: MongoDatabase
    private let migrations: [Migration]
    private let records: Repository<AppliedMigration>
    private let lease: Duration

    /// - Parameters:
    ///   - migrations: in any order. Two of one version stop the program.
    ///   - lease: how long an instance that does not answer any more keeps the others out.
    public init(_ database: MongoDatabase, _ migrations: [Migration], lease: Duration = .seconds(30)) {
        let sorted = migrations.sorted { $0.version < $1.version }
        for (first, second) in zip(sorted, sorted.dropFirst()) {
            precondition(first.version != second.version, "two migrations have the version \(first.version)")
        }
        self.database = database
        self.migrations = sorted
        self.records = Repository(database)
        self.lease = lease
    }

    /// All migrations in their order: this program's, and those that only the database knows.
    ///
    /// - Throws: ``MongoError``.
    public func status() async throws -> [MigrationStatus] {
        let applied = try await self.applied()
        let known = self.migrations.map {
            MigrationStatus(
                version: $0.version, name: $0.name, appliedAt: applied[$0.version]?.appliedAt, isKnown: true)
        }
        let versions = Set(self.migrations.map(\.version))
        let unknown = applied.values.filter { !versions.contains($0.id) }.map {
            MigrationStatus(version: $0.id, name: $0.name, appliedAt: $0.appliedAt, isKnown: false)
        }
        return (known + unknown).sorted { $0.version < $1.version }
    }

    /// Applies what is missing, in order.
    ///
    /// - Parameters:
    ///   - version: the last to apply; nil for all.
    ///   - timeout: how long to wait for another instance that migrates.
    /// - Returns: the versions that were applied here.
    /// - Throws: ``MigrationError``; ``MongoError``; what a migration throws. What was applied before stays.
    @discardableResult
    public func up(to version: Int? = nil, timeout: Duration = .seconds(60)) async throws -> [Int] {
        // The usual start, where nothing is missing, takes no lock.
        if try await self.missing(to: version).isEmpty { return [] }
        return try await self.withLock(timeout) { lock in
            var done: [Int] = []
            for migration in try await self.missing(to: version) {
                try await migration.up(self.database)
                // Only with the right still held: another instance may have begun the same migration.
                try await lock.renew()
                try await self.records.create(
                    AppliedMigration(id: migration.version, name: migration.name, appliedAt: .now))
                done.append(migration.version)
            }
            return done
        }
    }

    /// Takes migrations back, the latest first.
    ///
    /// - Parameters:
    ///   - version: the one that stays as the latest; 0 for none.
    ///   - timeout: how long to wait for another instance that migrates.
    /// - Returns: the versions that were taken back here.
    /// - Throws: ``MigrationError``, before anything is done when one of them is irreversible or unknown; ``MongoError``;
    ///   what a migration throws.
    @discardableResult
    public func down(to version: Int, timeout: Duration = .seconds(60)) async throws -> [Int] {
        try await self.withLock(timeout) { lock in
            var steps: [(version: Int, down: @Sendable (MongoDatabase) async throws -> Void)] = []
            for record in try await self.applied().keys.sorted(by: >) where record > version {
                guard let migration = self.migrations.first(where: { $0.version == record }) else {
                    throw MigrationError(reason: .unknown(version: record))
                }
                guard let down = migration.down else { throw MigrationError(reason: .irreversible(version: record)) }
                steps.append((record, down))
            }
            for step in steps {
                try await step.down(self.database)
                try await lock.renew()
                try await self.records.delete(\.id == step.version)
            }
            return steps.map(\.version)
        }
    }

    private func applied() async throws -> [Int: AppliedMigration] {
        let records = try await self.records.findAll(limit: 100_000)
        return Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    }

    private func missing(to version: Int?) async throws -> [Migration] {
        let applied = try await self.applied()
        return self.migrations.filter { applied[$0.version] == nil && $0.version <= version ?? .max }
    }

    /// Works while it has the lock, and is cancelled when it loses it.
    private func withLock(
        _ timeout: Duration, _ work: @escaping @Sendable (MigrationLock) async throws -> [Int]
    ) async throws -> [Int] {
        let lock = MigrationLock(self.database, lease: self.lease)
        let giveUp = ContinuousClock.now + timeout
        while try await !lock.take() {
            guard .now < giveUp else { throw MigrationError(reason: .locked) }
            try await Task.sleep(for: .milliseconds(200))
        }
        do {
            let done = try await self.renewing(lock, work)
            await lock.release()
            return done
        } catch {
            await lock.release()
            throw error
        }
    }

    private func renewing(
        _ lock: MigrationLock, _ work: @escaping @Sendable (MigrationLock) async throws -> [Int]
    ) async throws -> [Int] {
        try await withThrowingTaskGroup(of: [Int]?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work(lock) }
            group.addTask {
                while true {
                    try await Task.sleep(for: self.lease / 3)
                    try await lock.renew()
                }
            }
            // Whichever ends first: the work, or the right to do it.
            return try await group.next()?.flatMap { $0 } ?? []
        }
    }
}
