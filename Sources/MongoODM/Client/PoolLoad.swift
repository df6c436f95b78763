/// How busy the connections of a ``MongoClient`` are at a moment.
public struct PoolLoad: Hashable, Sendable {
    /// Connections at most, without those of change streams.
    public var size: Int
    /// Connections that do an operation, or belong to a cursor or a transaction.
    public var busy: Int
    /// Operations that wait for a connection.
    public var waiting: Int

    /// Whether operations wait because every connection is busy.
    public var isSaturated: Bool { self.busy >= self.size && self.waiting > 0 }
}
