import BSON
import MongoODM
import Schemas
import ShopCore

/// The addresses of a user. They are one document, so that one of them is the default whatever happens at once.
struct AddressBook: Document {
    /// The user's identifier.
    var id: ObjectID
    /// The oldest first.
    private(set) var addresses: [Address] = []
    /// Nil if and only if there are no addresses.
    private(set) var defaultID: ObjectID?
    var revision = 0

    /// The most that a user has.
    static let capacity = 20

    static let schema = Schema("address_books", AddressBook.init) {
        Field("_id", \.id)
        Field("addresses", \.addresses, default: [])
        Field("default_id", \.defaultID)
        Field("revision", \.revision, default: 0).revision()
    }

    init(of userID: ObjectID) {
        self.id = userID
    }

    private init(id: ObjectID, addresses: [Address], defaultID: ObjectID?, revision: Int) {
        self.id = id
        self.addresses = addresses
        self.defaultID = defaultID
        self.revision = revision
    }

    /// The newest first.
    var list: [ListedAddress] { self.addresses.reversed().map { self.listed($0) } }

    subscript(id: ObjectID) -> ListedAddress? {
        self.addresses.first { $0.id == id }.map { self.listed($0) }
    }

    private func listed(_ address: Address) -> ListedAddress {
        ListedAddress(address: address, isDefault: address.id == self.defaultID)
    }

    /// - Returns: nil when the book is full.
    mutating func add(_ draft: AddressDraft) -> ListedAddress? {
        guard self.addresses.count < Self.capacity else { return nil }
        let address = Address(id: ObjectID(), label: draft.label, postal: draft.postal)
        self.addresses.append(address)
        if draft.becomesDefault || self.addresses.count == 1 { self.defaultID = address.id }
        return self.listed(address)
    }

    /// - Returns: nil when there is no such address.
    mutating func replace(_ id: ObjectID, by draft: AddressDraft) -> ListedAddress? {
        guard let index = self.addresses.firstIndex(where: { $0.id == id }) else { return nil }
        self.addresses[index] = Address(id: id, label: draft.label, postal: draft.postal)
        if draft.becomesDefault { self.defaultID = id }
        return self.listed(self.addresses[index])
    }

    /// Of those that remain, the newest takes the place of the default.
    mutating func remove(_ id: ObjectID) {
        self.addresses.removeAll { $0.id == id }
        if self.defaultID == id { self.defaultID = self.addresses.last?.id }
    }
}
