import MongoODM

/// A session that is about to be stored, and what its client is given.
struct NewSession: Sendable {
    let session: Session
    let refreshToken: RefreshToken?
    let login: Login
}
