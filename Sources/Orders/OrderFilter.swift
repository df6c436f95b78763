import BSON
public import FoundationEssentials
import MongoODM
import Schemas

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
        guard let first = self.stages.first else { return self.range }
        return self.range && self.stages.dropFirst().reduce(first.query) { $0 || $1.query }
    }

    /// The orders with lines of a vendor. Each of the alternatives is whole, and so one place in the index of vendors.
    func query(ofVendor vendorID: ObjectID) -> Query<Order> {
        let lines: Query<Order> = \.items[.each].vendorID == vendorID
        let places = self.stages.flatMap(\.places).map { lines && $0 && self.range }
        guard let first = places.first else { return lines && self.range }
        return places.dropFirst().reduce(first) { $0 || $1 }
    }

    private var range: Query<Order> {
        var query = Query<Order>.all
        if let from { query = query && \.createdAt >= from }
        if let to { query = query && \.createdAt < to }
        return query
    }
}
