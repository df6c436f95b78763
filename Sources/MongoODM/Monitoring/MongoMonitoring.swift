public import CoreMetrics
public import Logging
public import Tracing

/// Where a ``MongoClient`` reports what it does.
///
/// Metrics: the timer `mongodb_command_duration` (nanoseconds) and the counter `mongodb_command_failures`, both by
/// `command` and `collection`, failures also by `code` (``MongoError/Code``); the meters `mongodb_pool_waiting`
/// (operations without a connection) and `mongodb_pool_in_use` (connections).
///
/// Traces: a client span for every command, a child of the calling task's span, with the attributes of
/// OpenTelemetry's conventions for databases.
///
/// A document that the server refuses inside of a command it accepts, for example for a duplicate key, is no failure of
/// the command. What is not listened to costs nothing: without metrics, tracer and slow-query log the driver is not
/// even asked to report.
public struct MongoMonitoring: Sendable {
    /// Makes the metrics.
    public var metrics: any MetricsFactory
    /// Makes the spans.
    public var tracer: any Tracer
    /// Commands that take at least as long are logged as warnings, with their shape: fields and operators, no
    /// values. Nil for none.
    public var slowQueryThreshold: Duration?
    /// Gets the slow commands.
    public var logger: Logger

    /// - Parameters:
    ///   - metrics: by default the factory that the process was set up with before this call.
    ///   - tracer: by default the tracer that the process was set up with before this call.
    public init(
        metrics: any MetricsFactory = MetricsSystem.factory,
        tracer: any Tracer = InstrumentationSystem.tracer,
        slowQueryThreshold: Duration? = nil,
        logger: Logger = Logger(label: "MongoODM")
    ) {
        self.metrics = metrics
        self.tracer = tracer
        self.slowQueryThreshold = slowQueryThreshold
        self.logger = logger
    }
}
