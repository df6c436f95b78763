import RouteKit
import Schemas

/// How the shop and what it stands on are getting on.
struct V1SystemHealth: SchemaObject, RouteOutput {
    var status: String
    var components: V1Components

    static let schema = Schema(V1SystemHealth.init) {
        Field("status", \.status).oneOf("ok", "degraded").described("`degraded` where something is down.").example("ok")
        Field("components", \.components)
    }
}

struct V1Components: SchemaObject {
    var mongodb: V1Component
    var redis: V1Component
    var mail: V1Component
    var storage: V1Component
    var jobs: V1JobsComponent
    var disk: V1DiskComponent
    var cache: V1CacheComponent

    static let schema = Schema(V1Components.init) {
        Field("mongodb", \.mongodb).described("A write that a majority of its set has.")
        Field("redis", \.redis).described("A ping.")
        Field("mail", \.mail).described("A login at the mail server, or the folder that mails are written to.")
        Field("storage", \.storage).described("A look at the files of pictures.")
        Field("jobs", \.jobs)
        Field("disk", \.disk)
        Field("cache", \.cache)
    }
}

/// Something that the shop stands on.
struct V1Component: SchemaObject {
    var state: ReadinessReport.State
    var latency: Double?

    static let schema = Schema(V1Component.init) {
        Field("state", \.state).example(.up)
        Field("latency_ms", \.latency).described("How long it took; null where it did not answer.").example(1.5)
    }
}

struct V1JobsComponent: SchemaObject {
    var state: ReadinessReport.State
    var lag: Double?
    var dead: Int?

    static let schema = Schema(V1JobsComponent.init) {
        Field("state", \.state).described("`down` also where jobs wait for more than a minute: nobody takes them.")
            .example(.up)
        Field("lag_s", \.lag).described("How long the job has waited that is due the longest.").example(0)
        Field("dead", \.dead).described("How many have failed for good, up to 10,000.").example(0)
    }
}

struct V1DiskComponent: SchemaObject {
    var state: ReadinessReport.State
    var free: Int?
    var total: Int?

    static let schema = Schema(V1DiskComponent.init) {
        Field("state", \.state).described("`down` where less than a twentieth is free.").example(.up)
        Field("free_bytes", \.free).described("Of the disk that MongoDB's data are on.").example(412_316_860_416)
        Field("total_bytes", \.total).example(549_755_813_888)
    }
}

struct V1CacheComponent: SchemaObject {
    var state: ReadinessReport.State
    var hits: Int
    var misses: Int
    var hitRate: Double?

    static let schema = Schema(V1CacheComponent.init) {
        Field("state", \.state).example(.up)
        Field("hits", \.hits).described("Of this process, since it has begun.").example(9_700)
        Field("misses", \.misses).example(300)
        Field("hit_rate", \.hitRate).described("From 0 to 1; null before the first question.").example(0.97)
    }
}
