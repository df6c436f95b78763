package import BSON
package import ShopCore

/// What orders need of whatever keeps the users' addresses.
package protocol AddressLookup: Sendable {
    /// One address of a user.
    ///
    /// - Parameter id: which; nil for the one that is meant where none is named.
    /// - Returns: nil when there is none.
    func address(_ id: ObjectID?, of userID: ObjectID) async throws -> PostalAddress?
}
