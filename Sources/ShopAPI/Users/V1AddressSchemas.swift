import Accounts
import BSON
import Schemas
import ShopCore

/// Which of the user's addresses.
struct V1AddressPath: SchemaObject {
    var id: String

    static let schema = Schema(V1AddressPath.init) {
        Field("id", \.id).example("507f1f77bcf86cd799439015")
    }

    /// - Throws: ``ShopError`` `notFound` when no address is called so.
    func address() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Address") }
}

/// An address as a user enters it, whole.
struct V1AddressRequest: SchemaObject {
    var fullName: String
    var addressLine1: String
    var addressLine2: String?
    var city: String
    var state: String?
    var postalCode: String
    var country: String
    var phone: String?
    var label: String?
    var isDefault: Bool?

    static let schema = Schema(V1AddressRequest.init) {
        Field.fullName(\V1AddressRequest.fullName)
        Field.addressLine1(\V1AddressRequest.addressLine1)
        Field.addressLine2(\V1AddressRequest.addressLine2)
        Field.city(\V1AddressRequest.city)
        Field.state(\V1AddressRequest.state)
        Field.postalCode(\V1AddressRequest.postalCode)
        Field.country(\V1AddressRequest.country)
        Field.phone(\V1AddressRequest.phone)
        Field("label", \.label).length(1...50).notBlank().onOneLine().example("Home")
        Field("is_default", \.isDefault)
            .described("True makes it the default in place of another; else the default stays what it is.")
    }

    /// - Throws: `ValidationError` when the postal code can't be one of the country.
    func draft() throws(ValidationError) -> AddressDraft {
        let address = PostalAddress(
            fullName: self.fullName, line1: self.addressLine1, line2: self.addressLine2, city: self.city,
            state: self.state, postalCode: self.postalCode, country: self.country.uppercased(), phone: self.phone)
        if let violation = address.violation { throw ValidationError([violation]).prefixed(.field("body")) }
        return AddressDraft(address, label: self.label, becomesDefault: self.isDefault ?? false)
    }
}

/// One of a user's addresses.
struct V1Address: SchemaObject {
    var id: ObjectID
    var fullName: String
    var addressLine1: String
    var addressLine2: String?
    var city: String
    var state: String?
    var postalCode: String
    var country: String
    var phone: String?
    var label: String?
    var isDefault: Bool

    static let schema = Schema(V1Address.init) {
        Field("id", \.id)
        Field.fullName(\V1Address.fullName)
        Field.addressLine1(\V1Address.addressLine1)
        Field.addressLine2(\V1Address.addressLine2)
        Field.city(\V1Address.city)
        Field.state(\V1Address.state)
        Field.postalCode(\V1Address.postalCode)
        Field.country(\V1Address.country)
        Field.phone(\V1Address.phone)
        Field("label", \.label).example("Home")
        Field("is_default", \.isDefault).described("Whether it is meant where none is named. One of them is.")
    }
}

extension V1Address {
    init(_ listed: ListedAddress) {
        let (address, postal) = (listed.address, listed.address.postal)
        self.init(
            id: address.id, fullName: postal.fullName, addressLine1: postal.line1, addressLine2: postal.line2,
            city: postal.city, state: postal.state, postalCode: postal.postalCode, country: postal.country,
            phone: postal.phone, label: address.label, isDefault: listed.isDefault)
    }
}
