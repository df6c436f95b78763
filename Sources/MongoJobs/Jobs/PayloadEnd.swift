import BSON
import MongoODM

/// What becomes of a job's data when it is over.
enum PayloadEnd {
    /// For a job that does not keep them.
    static let updates: [Update<StoredJob>] = [.set(\.payload, BSONDocument()), .set(\.failures, [])]

    /// For a pipeline that ends a job, whether it keeps them or not.
    ///
    /// - Parameter failures: what they are otherwise, as an expression.
    static func fields(failures: BSONValue) -> [(String, BSONValue)] {
        let goes: BSONValue = ["$eq": ["$keeps_payload", false]]
        return [
            ("payload", ["$cond": [goes, ["$literal": [:]], "$payload"]]),
            ("failures", ["$cond": [goes, ["$literal": []], failures]]),
        ]
    }
}
