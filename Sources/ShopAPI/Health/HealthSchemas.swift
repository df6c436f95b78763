import HTTPTypes
import MongoODM
import RouteKit
import Schemas

/// That the process answers.
struct HealthReport: SchemaObject, RouteOutput {
    var status = "ok"

    static let schema = Schema(HealthReport.init) {
        Field("status", \.status).oneOf("ok").example("ok")
    }
}

/// How busy the connections to MongoDB are.
struct PoolReport: SchemaObject {
    var size: Int
    var busy: Int
    var waiting: Int
    var isSaturated: Bool

    static let schema = Schema(PoolReport.init) {
        Field("size", \.size).example(16)
        Field("busy", \.busy).example(1)
        Field("waiting", \.waiting).example(0)
        Field("saturated", \.isSaturated).example(false)
    }

    init(size: Int, busy: Int, waiting: Int, isSaturated: Bool) {
        self.size = size
        self.busy = busy
        self.waiting = waiting
        self.isSaturated = isSaturated
    }

    init(_ load: PoolLoad) {
        self.init(size: load.size, busy: load.busy, waiting: load.waiting, isSaturated: load.isSaturated)
    }
}

/// Whether the shop can do its work: not without a MongoDB that takes writes, but without Redis.
struct ReadinessReport: SchemaObject, RouteOutput {
    /// Whether something is there.
    enum State: String, SchemaEnum {
        case up
        case down
        case disabled
    }

    var status: String
    var mongodb: State
    var redis: State
    var pool: PoolReport

    static let schema = Schema(ReadinessReport.init) {
        Field("status", \.status).oneOf("ready", "unavailable").example("ready")
        Field("mongodb", \.mongodb).example(.up)
        Field("redis", \.redis).example(.up)
        Field("mongodb_pool", \.pool)
    }

    init(status: String, mongodb: State, redis: State, pool: PoolReport) {
        self.status = status
        self.mongodb = mongodb
        self.redis = redis
        self.pool = pool
    }

    init(mongodb: State, redis: State, pool: PoolReport) {
        self.init(status: mongodb == .up ? "ready" : "unavailable", mongodb: mongodb, redis: redis, pool: pool)
    }

    var responseStatus: HTTPResponse.Status? { self.mongodb == .up ? nil : .serviceUnavailable }
    static let otherStatuses: [HTTPResponse.Status] = [.serviceUnavailable]
}
