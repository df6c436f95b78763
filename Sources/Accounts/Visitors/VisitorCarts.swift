package import BSON
package import MongoODM

/// The carts of visitors, which those who log in take with them, wherever carts are kept.
package protocol VisitorCarts: Sendable {
    /// Looks up what it takes to give a visitor's cart to a user: before the transaction, which holds a connection and must not
    /// wait for another.
    ///
    /// - Parameter token: what shows the cart.
    /// - Returns: nil when it shows none.
    func handover(of token: String) async throws -> CartHandover?
}

/// Adds a visitor's cart to the cart of a user and ends it, in a transaction. It may be done again, and does nothing then.
///
/// It returns what did not get into the user's cart.
package typealias CartHandover =
    @Sendable (_ userID: ObjectID, _ transaction: Transaction) async throws
    -> [CartRemainder]
