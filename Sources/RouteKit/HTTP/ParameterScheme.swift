/// A parameter of the query by which links show what they open, on the routes whose ``Access`` takes it. Its value is a secret.
public struct ParameterScheme: Hashable, Sendable {
    /// How the API's description calls it.
    public let id: String
    /// The name of the parameter.
    public let name: String
    /// What it is, for the API's description; Markdown.
    public let summary: String

    public init(id: String, name: String, summary: String) {
        self.id = id
        self.name = name
        self.summary = summary
    }
}
