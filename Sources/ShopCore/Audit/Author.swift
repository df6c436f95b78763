public import BSON
public import Schemas

/// Who changes something, and by which request.
public struct Author: SchemaObject, Hashable {
    /// Nil for a command of the operator's.
    public var userID: ObjectID?
    /// The key by which a program did it for the user; nil for the user.
    public var keyID: ObjectID?
    /// The user's address at the time, or the command's name.
    public var name: String
    /// The address that the request came from; nil for a command.
    public var address: String?
    /// The name under which the log has the request; nil for a command.
    public var requestID: String?

    public static let schema = Schema(Author.init(userID:keyID:name:address:requestID:)) {
        Field("user_id", \.userID)
        Field("key_id", \.keyID, default: nil).storedOnly()
        Field("name", \.name).described("An e-mail address, or the name of a command.").example("admin@example.com")
        Field("address", \.address).example("192.0.2.7")
        Field("request_id", \.requestID).example("3f0c9a1be5d74c0f8a51c2d94e6b7f10")
    }

    private init(
        userID: ObjectID?, keyID: ObjectID? = nil, name: String, address: String?, requestID: String?
    ) {
        self.userID = userID
        self.keyID = keyID
        self.name = name
        self.address = address
        self.requestID = requestID
    }

    /// A user, by a request.
    public init(_ identity: Identity, address: String, requestID: String) {
        self.init(
            userID: identity.userID, keyID: identity.keyID, name: identity.email, address: address,
            requestID: requestID)
    }

    /// A user, at an address.
    ///
    /// - Parameter name: the user's own address.
    package init(userID: ObjectID, name: String, address: String) {
        self.init(userID: userID, name: name, address: address, requestID: nil)
    }

    /// A user, by what the shop does for them beside requests.
    package init(userID: ObjectID) {
        self.init(userID: userID, name: "", address: nil, requestID: nil)
    }

    /// The same with nothing that tells who it is but the identifier.
    package var identifier: Author {
        Author(userID: self.userID, keyID: self.keyID, name: "", address: nil, requestID: self.requestID)
    }

    /// Somebody who is not known, at an address.
    ///
    /// - Parameter requestID: the name under which the log has the request; nil where that says nothing.
    public init(address: String, requestID: String? = nil) {
        self.init(userID: nil, name: "", address: address, requestID: requestID)
    }

    /// The operator, by a command such as `seed`.
    public init(command: String) {
        self.init(userID: nil, name: command, address: nil, requestID: nil)
    }
}
