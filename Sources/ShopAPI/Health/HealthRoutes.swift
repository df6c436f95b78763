import HTTPTypes
public import MongoODM
public import RedisCache
public import RouteKit

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
        let probe = WriteProbe(self.mongo)
        let mongo = self.mongo
        let redis = self.redis
        return [
            Route(
                .get, "/health", id: "getHealth", "Whether the process answers", tag: .health, access: .anyone,
                input: .nothing, options: .init(isAlwaysAdmitted: true)
            ) { _ in
                HealthReport()
            },
            Route(
                .get, "/ready", id: "getReadiness", "Whether the shop can do its work", tag: .health,
                access: .anyone, input: .nothing, options: .init(isAlwaysAdmitted: true)
            ) { _ in
                async let takesWrites = probe.succeeds()
                var redisState = ReadinessReport.State.disabled
                if let redis { redisState = await Self.answers(redis) ? .up : .down }
                return ReadinessReport(
                    mongodb: await takesWrites ? .up : .down, redis: redisState, pool: PoolReport(mongo.load))
            },
        ]
    }

    private static func answers(_ redis: RedisConnection) async -> Bool {
        do {
            try await redis.ping()
            return true
        } catch {
            return false
        }
    }
}
