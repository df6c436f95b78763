import BSON
import Catalog
import MongoJobs
import MongoODM
import RedisCache
import Shop

/// Looks how the shop and what it stands on are getting on. All is asked at once, and nothing is waited for longer than
/// ``patience``.
struct SystemHealth: Sendable {
    private let mongo: MongoClient
    private let redis: RedisConnection?
    private let cache: CacheManager
    private let images: ImageService
    private let jobs: JobQueue
    private let mail: MailProbe

    private static let patience = Duration.seconds(2)
    /// Jobs that wait longer have nobody who takes them.
    private static let longestLag = Duration.seconds(60)

    init(_ backend: Backend) {
        self.mongo = backend.mongo
        self.redis = backend.redis
        self.cache = backend.cache
        self.images = backend.shop.images
        self.jobs = backend.shop.jobs
        self.mail = backend.mail
    }

    func report() async -> V1SystemHealth {
        async let mongodb = self.component { [mongo] in
            try await mongo.defaultDatabase.probeMajorityWrite(
                collection: Shop.probeCollection, within: Self.patience)
        }
        async let redis = self.redisComponent()
        async let mail = self.component { [mail] in try await mail.run(within: Self.patience) }
        async let storage = self.component { [images] in try await images.probe() }
        async let jobs = self.jobsComponent()
        async let disk = self.diskComponent()
        let components = await V1Components(
            mongodb: mongodb, redis: redis, mail: mail, storage: storage, jobs: jobs, disk: disk,
            cache: self.cacheComponent())
        return V1SystemHealth(status: components.states.contains(.down) ? "degraded" : "ok", components: components)
    }

    private func redisComponent() async -> V1Component {
        guard let redis else { return V1Component(state: .disabled) }
        return await self.component { try await redis.ping() }
    }

    private func jobsComponent() async -> V1JobsComponent {
        guard let health = await self.answer({ [jobs] in try await jobs.health() }) else {
            return V1JobsComponent(state: .down)
        }
        return V1JobsComponent(
            state: health.lag > Self.longestLag ? .down : .up, lag: health.lag / .seconds(1), dead: health.dead)
    }

    private func diskComponent() async -> V1DiskComponent {
        let reply = await self.answer { [mongo] in try await mongo.defaultDatabase.run(["dbStats": 1]) }
        guard let reply, let total = reply["fsTotalSize"]?.doubleValue, let used = reply["fsUsedSize"]?.doubleValue,
            let wholeTotal = Int(exactly: total.rounded()), let wholeUsed = Int(exactly: used.rounded())
        else { return V1DiskComponent(state: .down) }
        let free = max(0, wholeTotal - wholeUsed)
        return V1DiskComponent(state: free < wholeTotal / 20 ? .down : .up, free: free, total: wholeTotal)
    }

    private func cacheComponent() -> V1CacheComponent {
        let (hits, misses) = self.cache.counts
        let all = hits + misses
        return V1CacheComponent(
            state: self.cache.isEnabled ? .up : .disabled, hits: hits, misses: misses,
            hitRate: all > 0 ? Double(hits) / Double(all) : nil)
    }

    private func component(_ probe: @escaping @Sendable () async throws -> Void) async -> V1Component {
        let start = ContinuousClock.now
        guard await self.answer(probe) != nil else { return V1Component(state: .down) }
        return V1Component(state: .up, latency: (ContinuousClock.now - start) / .milliseconds(1))
    }

    /// What a question is answered within ``patience``; nil where it is not.
    private func answer<Answer: Sendable>(
        _ question: @escaping @Sendable () async throws -> Answer
    ) async -> Answer? {
        await withTaskGroup(of: Answer?.self) { group in
            group.addTask { try? await question() }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}

extension V1Components {
    fileprivate var states: [ReadinessReport.State] {
        [
            self.mongodb.state, self.redis.state, self.mail.state, self.storage.state, self.jobs.state,
            self.disk.state, self.cache.state,
        ]
    }
}
