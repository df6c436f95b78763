public import BSON

/// A request that its client may send again, because it named it with a key.
public struct KeyedRequest: Sendable {
    /// The name that the client gave it.
    public var key: String
    /// The operation, as in `POST /checkout/create-order`.
    public var operation: String
    /// Who sends it; nil where nobody has to log in.
    public var userID: ObjectID?
    /// What else tells it from another request: the target with its query, as it was sent.
    public var target: String
    /// The body, as it was sent.
    public var body: [UInt8]

    public init(key: String, operation: String, userID: ObjectID?, target: String, body: [UInt8]) {
        self.key = key
        self.operation = operation
        self.userID = userID
        self.target = target
        self.body = body
    }

    /// What of all claims is this request's: a key means something to one user and one operation only. Who is not
    /// logged in shares the keys of an operation with others of the kind.
    var claimID: String { "\(self.operation) \(self.userID?.hexString ?? "anyone") \(self.key)" }

    /// What must be the same when the request comes again. The target's end is marked, so that nothing can be moved
    /// from it to the body.
    var content: [UInt8] { Array(self.target.utf8) + [0] + self.body }
}
