public import Accounts

/// What a shop needs to know besides where its data are.
public struct ShopSettings: Sendable {
    public var tokens: TokenSettings
    /// The logarithm of the rounds of a password's hash.
    public var bcryptCost: Int

    public init(tokens: TokenSettings, bcryptCost: Int = 12) {
        self.tokens = tokens
        self.bcryptCost = bcryptCost
    }

    /// The secrets that tokens are signed with: the present one, and the one of before, if there is one.
    var secrets: [String] { [self.tokens.secret] + (self.tokens.previousSecret.map { [$0] } ?? []) }
}
