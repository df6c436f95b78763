import CoreMetrics
import Logging
import Tracing

/// What all observers of a client share.
struct CommandMonitor: Sendable {
    let metrics: CommandMetrics?
    let tracer: (any Tracer)?
    /// Microseconds, as the driver measures.
    let slowQueryThreshold: Int64?
    let logger: Logger

    /// Nil when no report would have an effect.
    init?(_ monitoring: MongoMonitoring) {
        self.metrics = monitoring.metrics is NOOPMetricsHandler ? nil : CommandMetrics(monitoring.metrics)
        self.tracer = monitoring.tracer is NoOpTracer ? nil : monitoring.tracer
        self.slowQueryThreshold = monitoring.slowQueryThreshold.map { $0.count(of: .microseconds(1)) }
        self.logger = monitoring.logger
        if self.metrics == nil, self.tracer == nil, self.slowQueryThreshold == nil { return nil }
    }
}
