/// The places of a login that adds a visitor's cart to the user's.
package enum CartStep: String, Step {
    /// The visitor's cart is taken, in a transaction that is not committed, and the user's was looked up, if there is one.
    case usersCartFound
    /// The user's cart has the lines of both in that transaction.
    case mergeWritten
}
