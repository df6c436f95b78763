/// A request that its client may send again, because it named it with a key.
public struct KeyedRequest: Sendable {
    /// The name that the client gave it.
    public var key: String
    /// The operation, as in `POST /checkout/create-order`.
    public var operation: String
    /// Who sends it, by a name that no other caller has; nil where no login is needed.
    public var caller: String?
    /// What else tells it from another request: the target with its query, as it was sent.
    public var target: String
    /// The body, as it was sent.
    public var body: [UInt8]

    public init(key: String, operation: String, caller: String?, target: String, body: [UInt8]) {
        self.key = key
        self.operation = operation
        self.caller = caller
        self.target = target
        self.body = body
    }
}
