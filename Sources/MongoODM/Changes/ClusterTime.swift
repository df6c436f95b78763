import BSON

/// A moment of the server's history: a second, and which change in it. All changes of a transaction have the same.
struct ClusterTime: Hashable, Sendable {
    let seconds: UInt32
    let increment: UInt32

    var value: BSONValue { .timestamp(seconds: self.seconds, increment: self.increment) }
}
