public import BSON
public import FoundationEssentials

/// Who makes a request: what the database says about the account now.
public struct Identity: Hashable, Sendable {
    public let userID: ObjectID
    public let email: String
    public let name: String
    public let role: Role
    public let createdAt: Date

    public init(userID: ObjectID, email: String, name: String = "", role: Role, createdAt: Date) {
        self.userID = userID
        self.email = email
        self.name = name
        self.role = role
        self.createdAt = createdAt
    }
}
