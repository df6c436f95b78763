/// A way in which goods can be sent.
public struct ShippingOffer: Hashable, Sendable {
    public var id: String
    public var name: String
    public var price: Money
    /// How long it takes.
    public var days: Int
    /// The codes of the countries that it goes to; none where it goes to all.
    public var countries: [String]
    /// What the lines must come to.
    public var minimum: Money?
    /// In grams.
    public var maximumWeight: Int?

    public init(
        id: String, name: String, price: Money, days: Int, countries: [String] = [], minimum: Money? = nil,
        maximumWeight: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.price = price
        self.days = days
        self.countries = countries
        self.minimum = minimum
        self.maximumWeight = maximumWeight
    }

    func fits(country: String?, subtotal: Money, weight: Int) -> Bool {
        if let country, !self.countries.isEmpty, !self.countries.contains(country) { return false }
        if let minimum, subtotal < minimum { return false }
        return weight <= self.maximumWeight ?? .max
    }
}

extension PricingRules {
    /// What the only method is called where there is no table of them, and the method that may cost nothing.
    static let standard = "standard"

    /// The ways in which goods can be sent, the cheapest first.
    ///
    /// - Parameters:
    ///   - table: the shop's methods; none where it has no table.
    ///   - country: the code of where they go; nil where that is not known.
    ///   - subtotal: the sum of the lines.
    ///   - weight: of all pieces, in grams.
    public func shipping(
        by table: [ShippingOffer], to country: String?, subtotal: Money, weight: Int = 0
    ) -> [ShippingOffer] {
        var offers = table.filter { $0.fits(country: country, subtotal: subtotal, weight: weight) }
        if table.isEmpty {
            offers = [
                ShippingOffer(
                    id: Self.standard, name: Self.standard, price: self.shippingFlat, days: self.standardDays)
            ]
        }
        if let freeShippingFrom, subtotal >= freeShippingFrom {
            for index in offers.indices where offers[index].name.lowercased() == Self.standard {
                offers[index].price = .zero
            }
        }
        return offers.sorted { ($0.price, $0.days, $0.name, $0.id) < ($1.price, $1.days, $1.name, $1.id) }
    }
}
