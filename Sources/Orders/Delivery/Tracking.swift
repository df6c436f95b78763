public import Schemas

/// Where a parcel can be looked for.
public struct Tracking: SchemaObject, Hashable {
    public var carrier: String?
    public var number: String?
    public var url: String?

    public static let schema = Schema(Tracking.init) {
        Field("carrier", \.carrier).length(1...100).example("DHL")
        Field("number", \.number).length(1...100).example("00340434161094042557")
        Field("url", \.url).length(1...500).example("https://www.dhl.com/track?id=00340434161094042557")
    }

    public init(carrier: String?, number: String?, url: String?) {
        self.carrier = carrier
        self.number = number
        self.url = url
    }
}
