public import FoundationEssentials
import MongoODM

/// Which orders to list.
public struct OrderFilter: Sendable {
    /// Those that stand in one of these; none for all.
    public var stages: [OrderStage]
    /// From this moment on, by when they were placed.
    public var from: Date?
    /// Before this moment.
    public var to: Date?

    public init(stages: [OrderStage] = [], from: Date? = nil, to: Date? = nil) {
        self.stages = stages
        self.from = from
        self.to = to
    }

    /// - Parameter stage: where they stand; nil for anywhere.
    public init(stage: OrderStage?, from: Date?, to: Date?) {
        self.init(stages: stage.map { [$0] } ?? [], from: from, to: to)
    }

    var query: Query<Order> {
        var query = Query<Order>.all
        if let from { query = query && \.createdAt >= from }
        if let to { query = query && \.createdAt < to }
        guard let first = self.stages.first else { return query }
        return query && self.stages.dropFirst().reduce(first.query) { $0 || $1.query }
    }
}
