public import BSON

/// Accounts whose addresses are one in all but their form, so that it can't be said whose the address is.
public struct AddressCollisions: Error, Sendable, CustomStringConvertible {
    /// The `_id`s of the accounts that share an address.
    public let accounts: [[BSONValue]]

    /// What an operator has to do. It shows no address.
    public var description: String {
        let groups = self.accounts.prefix(20).map { ids in
            "[" + ids.map { $0.objectIDValue?.hexString ?? "\($0)" }.sorted().joined(separator: ", ") + "]"
        }
        let more = self.accounts.count > groups.count ? " and \(self.accounts.count - groups.count) more" : ""
        return
            "Accounts in the collection users have addresses that differ only in letter case, white space or the form "
            + "of the domain, and nothing was changed. By _id: \(groups.joined(separator: ", "))\(more). Give all but one "
            + "of each another address, or delete them; then start again, or run bodega migrate up"
    }
}
