public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// Somebody with an account.
public struct User: Document {
    public var id = ObjectID()
    /// In the form of ``EmailAddress``: letter case makes no second account.
    public var email: String
    /// A bcrypt hash.
    public var hashedPassword: String
    /// What is stored as the name: another program may have stored what is no text, and its user logs in all the same.
    var storedName: BSONValue = .string("")
    public var role = Role.user
    public var createdAt = Date.now

    public static let schema = Schema("users", User.init) {
        Field("_id", \.id)
        Field("email", \.email).email().unique()
        Field("hashed_password", \.hashedPassword)
        Field("name", \.storedName, default: .string(""))
        Field("role", \.role, default: .user)
        Field("created_at", \.createdAt, default: .now)
    }

    /// Empty for accounts that were opened at the root, or by a program that stored no text.
    public var name: String {
        get { self.storedName.stringValue ?? "" }
        set { self.storedName = .string(newValue) }
    }
}

extension String {
    /// An e-mail address in the one form in which accounts keep it.
    var normalizedEmail: String { EmailAddress(self).text }
}
