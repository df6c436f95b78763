package import BSON
package import FoundationEssentials

extension User {
    /// A made-up account, to which no password is known.
    package static func sample(
        id: ObjectID, email: String, name: String, createdAt: Date, lastLogin: Date
    ) -> User {
        var user = User(
            id: id, email: email.normalizedEmail, hashedPassword: Bcrypt.decoy(cost: 12), createdAt: createdAt)
        user.name = name
        user.lastLogin = lastLogin
        return user
    }
}
