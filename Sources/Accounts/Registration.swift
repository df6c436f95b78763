/// What opening an account leads to.
public enum Registration: Sendable {
    /// The user is logged in.
    case login(Login)
    /// The user must verify the address first.
    case unverified(User, [CartRemainder])
}
