import BSON
import ShopCore

/// The secrets by which the shop's pages show that it was they who had a browser send a session's cookie.
///
/// A session has one for as long as it lasts, which follows from its identifier and the secret that signs tokens: nothing is
/// stored, and every instance knows it.
struct CSRFTokens: Sendable {
    private let keys: PurposeKeys

    init(_ settings: TokenSettings) {
        self.keys = PurposeKeys(settings.secrets, for: "bodega csrf tokens")
    }

    func token(of session: ObjectID) -> String { self.keys.signature(of: session.hexString) }

    /// Whether a text is a session's token.
    func isToken(_ text: String, of session: ObjectID) -> Bool {
        self.keys.isSignature(text, of: session.hexString)
    }
}
