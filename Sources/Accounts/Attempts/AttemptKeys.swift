import Crypto
import ShopCore

/// What the attempts of a login are counted by.
struct AttemptKeys: Sendable {
    /// The account as seen from the network, the account, and the network.
    let counted: [String]
    /// Those of ``counted`` that are about the account.
    var ofAccount: [String] { Array(self.counted.prefix(2)) }
    /// What says that the account was logged into from the network.
    let known: String

    /// - Parameters:
    ///   - email: the account's address in its one form. Keys hold a digest of it: who may look into Redis need not
    ///     learn who the customers are.
    ///   - network: where the client is.
    init(email: String, network: String) {
        let account = SHA256.hash(data: Array(email.utf8)).prefix(16).hexadecimal
        self.counted = ["pair:\(account):\(network)", "account:\(account)", "network:\(network)"]
        self.known = "known:\(account):\(network)"
    }
}
