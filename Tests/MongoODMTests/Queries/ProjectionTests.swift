import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct ProjectionTests {
    /// Some of a customer, with a part of the address.
    struct Summary: SchemaObject, Equatable {
        var name: String
        var home: Town
        var work: Town?
        var purchases: [Item]

        static let schema = Schema(Summary.init) {
            Field("name", \.name)
            Field("home_address", \.home)
            Field("work", \.work)
            Field("purchases", \.purchases)
        }

        struct Town: SchemaObject, Equatable {
            var city: String
            static let schema = Schema(Town.init) { Field("town", \.city) }
        }

        struct Item: SchemaObject, Equatable {
            var sku: String
            static let schema = Schema(Item.init) { Field("sku", \.sku) }
        }
    }

    struct Misspelt: SchemaObject {
        var nmae: String
        static let schema = Schema(Misspelt.init) { Field("nmae", \.nmae) }
    }

    struct Mistyped: SchemaObject {
        var points: Int
        static let schema = Schema(Mistyped.init) { Field("points", \.points) }
    }

    @Test func aSmallerStructIsReadFromItsFieldsAlone() async throws {
        try await withDatabase { database in
            let customers = try await Customer.create(in: database)
            // What is not asked for is not even looked at.
            try await database.run([
                "update": "customers", "updates": [["q": [:], "u": ["$set": ["scores": "broken"]], "multi": true]],
            ])
            let found = try await customers.find(\.name == "Chi", as: Summary.self)
            let expected = Summary(
                name: "Chi", home: .init(city: "Paris"), work: .init(city: "Hanoi"),
                purchases: [.init(sku: "a"), .init(sku: "b")])
            #expect(found == [expected])
        }
    }

    @Test func aStructThatDoesNotFitIsRefusedWithASentence() async throws {
        try await withDatabase { database in
            let customers = Repository<Customer>(database)
            let misspelt = await #expect(throws: MongoError.self) { try await customers.find(as: Misspelt.self) }
            #expect(misspelt?.detail == "Misspelt: the field 'nmae' is none of Customer")
            let mistyped = await #expect(throws: MongoError.self) { try await customers.find(as: Mistyped.self) }
            #expect(mistyped?.detail == "Mistyped: the field 'points' is Int, but Customer holds Int?")
        }
    }
}
