public import BSON
public import Schemas
public import ShopCore

/// A place in a user's address book.
public struct Address: SchemaObject, Hashable {
    public var id = ObjectID()
    /// What the user calls it.
    public var label: String?
    public var postal: PostalAddress

    public static let schema = Schema(Address.init) {
        Field("id", \.id)
        Field("label", \.label).encrypted()
        Field("address", \.postal)
    }

    init(id: ObjectID, label: String?, postal: PostalAddress) {
        self.id = id
        self.label = label
        self.postal = postal
    }
}

/// An address, and what it is among the others of its user.
public struct ListedAddress: Hashable, Sendable {
    public let address: Address
    /// Whether it is the one that is meant where none is named.
    public let isDefault: Bool
}

/// What a user enters as an address.
public struct AddressDraft: Sendable {
    var postal: PostalAddress
    var label: String?
    var becomesDefault: Bool

    /// - Parameter becomesDefault: whether it takes the place of the default. If not, the default stays what it is.
    public init(_ postal: PostalAddress, label: String?, becomesDefault: Bool) {
        self.postal = postal
        self.label = label
        self.becomesDefault = becomesDefault
    }
}
