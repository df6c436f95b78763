import HTTPTypes
public import MongoODM
public import RedisCache

/// `/health` and `/ready`: for supervisors and load balancers.
public struct HealthRoutes: Sendable {
    private let mongo: MongoClient
    private let redis: RedisConnection?

    /// - Parameter redis: nil when the shop is configured to work without.
    public init(mongo: MongoClient, redis: RedisConnection?) {
        self.mongo = mongo
        self.redis = redis
    }

    public var routes: [Route] {
        let mongo = self.mongo
        let redis = self.redis
        return [
            Route(
                .get, "/health", id: "getHealth", "Whether the process answers", tag: .health, access: .anyone,
                input: .nothing
            ) { _ in
                HealthReport()
            },
            Route(
                .get, "/ready", id: "getReadiness", "Whether the shop can do its work", tag: .health,
                access: .anyone, input: .nothing
            ) { _ in
                async let isMongoUp = Self.succeeds { try await mongo.ping() }
                var redisState = ReadinessReport.State.disabled
                if let redis { redisState = await Self.succeeds { try await redis.ping() } ? .up : .down }
                return ReadinessReport(mongodb: await isMongoUp ? .up : .down, redis: redisState)
            },
        ]
    }

    private static func succeeds(_ check: @Sendable () async throws -> Void) async -> Bool {
        do {
            try await check()
            return true
        } catch {
            return false
        }
    }
}
