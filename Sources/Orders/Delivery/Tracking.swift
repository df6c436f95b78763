public import Schemas

/// Where a parcel can be looked for.
public struct Tracking: SchemaObject, Hashable {
    public var carrier: String?
    public var number: String?
    public var url: String?

    public static let schema = Schema(Tracking.init) {
        Field("carrier", \.carrier)
        Field("number", \.number)
        Field("url", \.url)
    }

    public init(carrier: String?, number: String?, url: String?) {
        self.carrier = carrier
        self.number = number
        self.url = url
    }
}
