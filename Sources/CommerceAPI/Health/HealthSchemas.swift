import HTTPTypes
import Schemas

/// That the process answers.
struct HealthReport: SchemaObject, RouteOutput {
    var status = "ok"

    static let schema = Schema(HealthReport.init) {
        Field("status", \.status).oneOf("ok").example("ok")
    }
}

/// Whether the shop can do its work: not without MongoDB, but without Redis.
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

    static let schema = Schema(ReadinessReport.init) {
        Field("status", \.status).oneOf("ready", "unavailable").example("ready")
        Field("mongodb", \.mongodb).example(.up)
        Field("redis", \.redis).example(.up)
    }

    init(status: String, mongodb: State, redis: State) {
        self.status = status
        self.mongodb = mongodb
        self.redis = redis
    }

    init(mongodb: State, redis: State) {
        self.init(status: mongodb == .up ? "ready" : "unavailable", mongodb: mongodb, redis: redis)
    }

    var responseStatus: HTTPResponse.Status? { self.mongodb == .up ? nil : .serviceUnavailable }
    static let otherStatuses: [HTTPResponse.Status] = [.serviceUnavailable]
}
