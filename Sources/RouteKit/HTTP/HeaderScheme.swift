import Crypto
import FoundationEssentials
public import HTTPTypes

/// A header by which callers who are not logged in show what is theirs, on the routes whose ``Access`` takes it. Its value is a
/// secret.
public struct HeaderScheme: Hashable, Sendable {
    /// How the API's description calls it.
    public let id: String
    /// The name of the header.
    public let name: HTTPField.Name
    /// What it is, for the API's description; Markdown.
    public let summary: String

    public init(id: String, name: HTTPField.Name, summary: String) {
        self.id = id
        self.name = name
        self.summary = summary
    }

    /// The value of a request's header; nil if there is none, or an empty one.
    func value(in fields: HTTPFields) -> String? {
        fields[self.name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What a caller is called who shows a value. It is stored with keys of requests, and must not tell the value.
    func name(ofCaller value: String) -> String {
        "\(self.id) \(Data(SHA256.hash(data: Array(value.utf8))).base64EncodedString())"
    }
}
