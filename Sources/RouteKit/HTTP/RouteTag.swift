/// A group of routes in the API's description.
public struct RouteTag: Hashable, Sendable {
    public let name: String
    /// A sentence about the group.
    public let summary: String

    public init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}
