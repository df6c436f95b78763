import BackOffice
import FoundationEssentials
import RouteKit
import Schemas

/// Who registered and bought in periods that follow each other.
struct V1UserActivity: SchemaObject, RouteOutput {
    var points: [V1UserPoint]

    static let schema = Schema(V1UserActivity.init) { Field("points", \.points) }
}

/// Who registered and bought in a period.
struct V1UserPoint: SchemaObject {
    var start: Date
    var new: Int
    var active: Int
    var returning: Int

    static let schema = Schema(V1UserPoint.init) {
        Field("start", \.start)
        Field("new", \.new).described("How many accounts were opened that are still there.").example(7)
        Field("active", \.active).described("How many accounts paid for orders that they had placed.").example(12)
        Field("returning", \.returning).described("How many of these were opened before.").example(9)
    }
}

extension V1UserPoint {
    init(_ activity: UserActivity) {
        self.init(
            start: activity.start, new: activity.new, active: activity.active, returning: activity.returning)
    }
}
