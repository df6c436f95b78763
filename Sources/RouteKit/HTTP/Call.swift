public import Schemas

/// What a route's handler gets: everything the client sent, decoded and valid, and who sent it.
public struct Call<Caller: Sendable, Path: SchemaObject, Query: SchemaObject, Body: Sendable>: Sendable {
    public let caller: Caller
    public let path: Path
    public let query: Query
    public let body: Body
    /// Where it was sent from.
    public let client: Client
    /// What the client says it is; nil if it says nothing.
    public let userAgent: String?
    /// The name under which the log has it.
    public let requestID: String
    /// The cookie of the request; nil if there is none, and on a route that takes none.
    public let cookie: CookieCredential?
    /// The `If-Match` of the request; nil if there is none, and on a route that does not heed it.
    let ifMatch: String?

    /// What the client requires of what it changes, by the request's `If-Match`; nil for nothing, and on a route that
    /// does not heed it.
    public func requirement<Requirement: EntityTagRequirement>(_ type: Requirement.Type) -> Requirement? {
        self.ifMatch.map { EntityTag.requirement($0) }
    }
}
