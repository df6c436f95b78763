import BSON
import MongoODM
import Schemas

/// A document with objects in it, one and many, there or not.
struct Customer: Document {
    var id = ObjectID()
    var name: String
    var home: Address
    var work: Address?
    var purchases: [Purchase] = []
    var scores: [Int] = []
    var points: Int?

    static let schema = Schema("customers", Customer.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("home_address", \.home)
        Field("work", \.work)
        Field("purchases", \.purchases, default: [])
        Field("scores", \.scores, default: [])
        Field("points", \.points)
    }

    static let indexes = [
        Index<Customer>(.ascending(\.home.city), .ascending(\.points), .ascending(\.id)),
        Index<Customer>(.ascending(\.purchases[.each].sku)),
    ]

    /// Five of them, stored.
    static func create(in database: MongoDatabase) async throws -> Repository<Customer> {
        let customers = Repository<Customer>(database)
        let hanoi = Address(city: "Hanoi", zip: "10000")
        let paris = Address(city: "Paris", zip: "75001")
        let all = [
            Customer(name: "An", home: hanoi, scores: [1, 5], points: 3),
            Customer(name: "Binh", home: hanoi, work: paris, purchases: [Purchase(sku: "a", quantity: 2)], points: 1),
            Customer(
                name: "Chi", home: paris, work: hanoi,
                purchases: [Purchase(sku: "a", quantity: 1), Purchase(sku: "b", quantity: 9)], scores: [5, 9, 13]),
            Customer(name: "Dung", home: paris, scores: [20], points: 3),
            Customer(name: "Em", home: Address(city: "hanoi", zip: "1"), points: 10),
        ]
        for customer in all { try await customers.create(customer) }
        return customers
    }
}

struct Address: SchemaObject, Hashable {
    var city: String
    var zip: String

    static let schema = Schema(Address.init) {
        Field("town", \.city)
        Field("zip", \.zip)
    }
}

struct Purchase: SchemaObject, Hashable {
    var sku: String
    var quantity: Int

    static let schema = Schema(Purchase.init) {
        Field("sku", \.sku)
        Field("quantity", \.quantity)
    }
}
