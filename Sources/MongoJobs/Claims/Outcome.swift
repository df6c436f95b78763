import BSON

/// What became of a claimed job.
struct Outcome: Sendable {
    enum Kind: Sendable {
        case done(BSONDocument?)
        /// It failed, and comes again after a pause.
        case failed(FailedTry, pause: Duration)
        /// It failed, and does not come again.
        case dead(FailedTry)
        /// It comes again after a pause, or at once, as if it had not been tried.
        case returned(after: Duration)
    }

    let claim: ClaimKey
    let kind: Kind
    /// Whether the job's data stay when it is done.
    var keepsPayload = true
}
