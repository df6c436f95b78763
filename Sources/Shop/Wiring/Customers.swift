import Accounts
import BSON
import Orders

/// The holders of accounts, as orders write to them.
struct Customers: CustomerDirectory {
    let holders: AccountHolders

    func customer(_ id: ObjectID) async throws -> Customer? {
        try await self.holders.holder(id).map { Customer(email: $0.email, name: $0.name, isVerified: $0.isVerified) }
    }

    func customerID(email: String) async throws -> ObjectID? { try await self.holders.id(email: email) }
}
