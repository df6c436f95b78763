import CoreMetrics

/// How busy a pool is. Steps up and down, because totals set by several threads could end in the wrong order.
struct PoolMeters: Sendable {
    /// Operations that wait for a connection.
    let waiting: Meter
    /// Connections that work, or belong to a cursor or a transaction.
    let inUse: Meter

    /// Nil when no report would have an effect.
    init?(_ monitoring: MongoMonitoring) {
        if monitoring.metrics is NOOPMetricsHandler { return nil }
        self.waiting = Meter(label: "mongodb_pool_waiting", factory: monitoring.metrics)
        self.inUse = Meter(label: "mongodb_pool_in_use", factory: monitoring.metrics)
    }
}
