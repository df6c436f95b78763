public import Schemas

/// Where something is sent to. What leads to a person is stored encrypted.
public struct PostalAddress: SchemaObject, Hashable {
    public var fullName: String
    public var line1: String
    public var line2: String?
    public var city: String
    public var state: String?
    public var postalCode: String
    /// One of ``Country/codes``.
    public var country: String
    public var phone: String?

    public static let schema = Schema(PostalAddress.init) {
        Field("full_name", \.fullName).encrypted()
        Field("address_line1", \.line1).encrypted()
        Field("address_line2", \.line2).encrypted()
        Field("city", \.city)
        Field("state", \.state)
        Field("postal_code", \.postalCode).encrypted()
        Field("country", \.country)
        Field("phone", \.phone).encrypted()
    }

    public init(
        fullName: String, line1: String, line2: String?, city: String, state: String?, postalCode: String,
        country: String, phone: String?
    ) {
        self.fullName = fullName
        self.line1 = line1
        self.line2 = line2
        self.city = city
        self.state = state
        self.postalCode = postalCode
        self.country = country
        self.phone = phone
    }
}
