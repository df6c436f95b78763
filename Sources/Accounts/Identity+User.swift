package import BSON
package import ShopCore

extension Identity {
    /// - Parameter session: the session of the request's token.
    package init(_ user: User, session: ObjectID?) {
        self.init(
            userID: user.id, email: user.email, name: user.name, role: user.role, permissions: user.permissions,
            phone: user.phone, isVerified: user.isVerified, hasTOTP: user.hasTOTP, createdAt: user.createdAt,
            lastLogin: user.lastLogin, sessionID: session)
    }
}
