import BSON
import Schemas
import Shipping
import ShopCore

/// What is to be sent where.
struct V1ShippingQuery: SchemaObject {
    var country: String?
    var subtotal: Money

    static let schema = Schema(V1ShippingQuery.init) {
        Field("country", \.country).country().example("DE")
        Field("subtotal", \.subtotal, default: .zero).range(.zero...).described("The sum of the lines.")
            .example(Money(minorUnits: 4999))
    }
}

/// Which method of shipping.
struct V1ShippingMethodPath: SchemaObject {
    var id: String

    static let schema = Schema(V1ShippingMethodPath.init) {
        Field("id", \.id).example("507f1f77bcf86cd799439017")
    }

    /// - Throws: ``ShopError`` `notFound` when no method is called so.
    func method() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Shipping method") }
}

/// A method of shipping as it is entered.
struct V1ShippingMethodRequest: SchemaObject {
    var name: String
    var price: Money
    var days: Int
    var countries: [String]
    var minimum: Money?
    var maximumWeight: Int?

    static let schema = Schema(V1ShippingMethodRequest.init) {
        Field("name", \.name).length(1...100).notBlank().onOneLine().example("express")
        Field("price", \.price).range(V1ShippingMethodRequest.amounts).example(Money(minorUnits: 990))
        Field("days", \.days).range(V1ShippingMethodRequest.days).described("How long it takes.").example(2)
        Field("countries", \.countries, default: []).count(...300).countries()
        Field("min_subtotal", \.minimum).range(V1ShippingMethodRequest.amounts)
        Field("max_weight", \.maximumWeight).range(V1ShippingMethodRequest.weights).described("In grams.")
    }

    static let amounts = Money.zero...Money(minorUnits: 100_000_000)
    static let days = 0...365
    static let weights = 1...1_000_000_000

    var draft: ShippingMethodChanges {
        var draft = ShippingMethodChanges()
        draft.name = .set(self.name)
        draft.price = .set(self.price)
        draft.days = .set(self.days)
        draft.countries = .set(self.countries)
        draft.minimum = .set(self.minimum)
        draft.maximumWeight = .set(self.maximumWeight)
        return draft
    }
}

/// Some fields of a method of shipping to be changed.
struct V1ShippingMethodChanges: SchemaObject {
    var name: Patch<String>
    var price: Patch<Money>
    var days: Patch<Int>
    var countries: Patch<[String]>
    var minimum: Patch<Money?>
    var maximumWeight: Patch<Int?>

    static let schema = Schema(V1ShippingMethodChanges.init) {
        Field("name", \.name).length(1...100).notBlank().onOneLine()
        Field("price", \.price).range(V1ShippingMethodRequest.amounts).example(.set(Money(minorUnits: 490)))
        Field("days", \.days).range(V1ShippingMethodRequest.days)
        Field("countries", \.countries).count(...300).countries()
        Field("min_subtotal", \.minimum).range(V1ShippingMethodRequest.amounts)
        Field("max_weight", \.maximumWeight).range(V1ShippingMethodRequest.weights)
    }

    var changes: ShippingMethodChanges {
        var changes = ShippingMethodChanges()
        changes.name = self.name
        changes.price = self.price
        changes.days = self.days
        changes.countries = self.countries
        changes.minimum = self.minimum
        changes.maximumWeight = self.maximumWeight
        return changes
    }
}
