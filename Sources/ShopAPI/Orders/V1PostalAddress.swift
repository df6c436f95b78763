import Schemas
import ShopCore

/// Where an order is sent to, as it is entered and shown.
struct V1PostalAddress: SchemaObject {
    var fullName: String
    var addressLine1: String
    var addressLine2: String?
    var city: String
    var state: String?
    var postalCode: String
    var country: String
    var phone: String?

    static let schema = Schema(V1PostalAddress.init) {
        Field.fullName(\V1PostalAddress.fullName)
        Field.addressLine1(\V1PostalAddress.addressLine1)
        Field.addressLine2(\V1PostalAddress.addressLine2)
        Field.city(\V1PostalAddress.city)
        Field.state(\V1PostalAddress.state)
        Field.postalCode(\V1PostalAddress.postalCode)
        Field.country(\V1PostalAddress.country)
        Field.phone(\V1PostalAddress.phone)
    }

    var address: PostalAddress {
        PostalAddress(
            fullName: self.fullName, line1: self.addressLine1, line2: self.addressLine2, city: self.city,
            state: self.state, postalCode: self.postalCode, country: self.country.uppercased(), phone: self.phone)
    }
}

extension V1PostalAddress {
    init(_ address: PostalAddress) {
        self.init(
            fullName: address.fullName, addressLine1: address.line1, addressLine2: address.line2, city: address.city,
            state: address.state, postalCode: address.postalCode, country: address.country, phone: address.phone)
    }
}

extension Field where Value.Constrained == V1PostalAddress {
    /// One whose postal code can be one of its country.
    func possible() -> Self { self.constrained(by: Constraint { $0.address.violation }) }
}
