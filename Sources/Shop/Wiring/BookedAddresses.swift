import Accounts
import BSON
import Orders
import ShopCore

/// The addresses in the users' books, as orders go there.
struct BookedAddresses: AddressLookup {
    let books: AddressBookService

    func address(_ id: ObjectID?, of userID: ObjectID) async throws -> PostalAddress? {
        let all = try await self.books.all(of: userID)
        return all.first { listed in id.map { $0 == listed.address.id } ?? listed.isDefault }?.address.postal
    }
}
