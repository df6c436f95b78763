/// The places of logins, refreshes, logouts and resets: before and after their transactions.
package enum SessionStep: String, Step {
    /// The transaction of a login was committed; the client has no tokens yet.
    case loginCommitted
    /// A refresh token was exchanged, in a transaction that is not committed.
    case refreshWritten
    /// That transaction was committed; nobody has the successor yet.
    case refreshCommitted
    /// The transaction was committed that ended a session; what this process knows of it is not forgotten yet.
    case endCommitted
    /// The transaction was committed that set another password by a code; the same.
    case resetCommitted
}
