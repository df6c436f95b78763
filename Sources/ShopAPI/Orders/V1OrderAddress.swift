import Schemas
import ShopCore

/// An address as an order names it.
struct V1OrderAddress: SchemaObject {
    var fullName: String
    var addressLine1: String
    var addressLine2: String?
    var city: String
    var state: String?
    var postalCode: String
    var country: String
    var phone: String?

    static let schema = Schema(V1OrderAddress.init) {
        Field("full_name", \.fullName).addressLine().example("John Doe")
        Field("address_line1", \.addressLine1).addressLine().example("Hauptstr. 5")
        Field("address_line2", \.addressLine2).addressLine()
        Field("city", \.city).addressLine().example("Berlin")
        Field("state", \.state).addressLine()
        Field("postal_code", \.postalCode).postalCode().example("10115")
        Field("country", \.country).country().example("DE")
        Field("phone", \.phone).phoneNumber().example("+49 30 1234567")
    }

    var address: PostalAddress {
        PostalAddress(
            fullName: self.fullName, line1: self.addressLine1, line2: self.addressLine2, city: self.city,
            state: self.state, postalCode: self.postalCode, country: self.country.uppercased(), phone: self.phone)
    }
}

extension Field where Value.Constrained == V1OrderAddress {
    /// One whose postal code can be one of its country.
    func possible() -> Self { self.constrained(by: Constraint { $0.address.violation }) }
}
