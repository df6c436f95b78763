public import Schemas
import ShopCore

/// What a route's handler gets: everything the client sent, decoded and valid, and who sent it.
public struct Call<Caller: Sendable, Path: SchemaObject, Query: SchemaObject, Body: SchemaObject>: Sendable {
    public let caller: Caller
    public let path: Path
    public let query: Query
    public let body: Body
    /// Where it was sent from.
    let client: Client
    /// The name under which the log has it.
    let requestID: String
    /// What the client requires of what it changes; nil for nothing, and on a route that does not ask for it.
    let ifMatch: IfMatch?
    /// Keeps the answer, if the request has a key.
    let keeper: AnswerKeeper?
}

extension Call where Caller == Identity {
    /// Who answers for what the call changes.
    var author: Author { Author(self.caller, address: self.client.description, requestID: self.requestID) }
}
