public import Schemas
public import ShopCore

/// Some fields of a method of shipping to be changed, the others to be left alone.
public struct ShippingMethodChanges: Sendable {
    public var name = Patch<String>.unchanged
    public var price = Patch<Money>.unchanged
    public var days = Patch<Int>.unchanged
    public var countries = Patch<[String]>.unchanged
    public var minimum = Patch<Money?>.unchanged
    public var maximumWeight = Patch<Int?>.unchanged

    public init() {}

    func applied(to method: ShippingMethod) -> ShippingMethod {
        var method = method
        if let name = self.name.newValue { method.name = name }
        if let price = self.price.newValue { method.price = price }
        if let days = self.days.newValue { method.days = days }
        if let countries = self.countries.newValue {
            method.countries = []
            for country in countries.map({ $0.uppercased() }) where !method.countries.contains(country) {
                method.countries.append(country)
            }
        }
        if let minimum = self.minimum.newValue { method.minimum = minimum }
        if let weight = self.maximumWeight.newValue { method.maximumWeight = weight }
        return method
    }
}
