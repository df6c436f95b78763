import Idempotency

extension KeyedRequest {
    /// What of all claims is this request's: a key means something to one user and one operation only. Who is not
    /// logged in shares the keys of an operation with others of the kind.
    var claimID: String { "\(self.operation) \(self.caller ?? "anyone") \(self.key)" }

    /// What must be the same when the request comes again. The target's end is marked, so that nothing can be moved
    /// from it to the body.
    var content: [UInt8] { Array(self.target.utf8) + [0] + self.body }
}
