import MongoJobs
import Schemas

/// A job that waits a moment after a failure.
struct Errand: Job {
    var number = 0

    static let kind = "errand"
    static let options = JobOptions(pause: RetryPause(first: .milliseconds(1)))
    static let schema = Schema(Errand.init) { Field("number", \.number, default: 0).range(0...) }
}

/// A job of another queue, which takes little time or fails.
struct HurriedErrand: Job {
    static let kind = "hurried"
    static let options = JobOptions(queue: "hurried", tries: 1, timeout: .milliseconds(50))
    static let schema = Schema(HurriedErrand.init) { Field("place", \.place, default: "") }

    var place = ""
}

/// What an errand has brought.
struct Receipt: SchemaObject, Hashable {
    var price: String

    static let schema = Schema(Receipt.init) { Field("price", \.price) }
}

struct Mishap: Error, CustomStringConvertible {
    var description = "It rained"
}
