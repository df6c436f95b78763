public import Foundation

/// A mail as a server got it, and as Python's parser reads it.
public struct ReceivedMail: Decodable, Sendable {
    public let sender: String
    public let recipients: [String]
    /// What was said after the sender, such as `SMTPUTF8`.
    public let options: [String]
    /// The port that the connection came from: the same for mails of one connection.
    public let peer: Int
    public let isEncrypted: Bool
    public let isAuthenticated: Bool
    /// The message's bytes.
    public let content: Data
    /// Names and decoded values, in their order.
    public let headers: [[String]]
    public let text: String?
    public let html: String?
    /// What the parser found wrong.
    public let defects: [String]

    /// The decoded value of the first header with this name.
    public subscript(name: String) -> String? { self.headers.first { $0[0] == name }?[1] }
}
