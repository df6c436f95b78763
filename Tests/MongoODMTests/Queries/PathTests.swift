import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct PathTests {
    @Test func pathsLeadIntoEmbeddedObjects() async throws {
        try await withDatabase { database in
            let customers = try await Customer.create(in: database)
            func names(_ query: Query<Customer>) async throws -> [String] {
                try await customers.find(query, sort: [.ascending(\.name)]).map(\.name)
            }
            #expect(try await names(\.home.city == "Paris") == ["Chi", "Dung"])
            #expect(try await names(\.work!.city == "Paris") == ["Binh"])
            #expect(try await names(.exists(\.work!.zip)) == ["Binh", "Chi"])
            #expect(try await names(\.purchases[.each].sku == "a") == ["Binh", "Chi"])
            #expect(try await names(\.purchases[.each].quantity > 5 && \.home.zip == "75001") == ["Chi"])
            #expect(try await names(\.scores[.each] > 9) == ["Chi", "Dung"])
            #expect(try await names(.has(\.scores, in: 6...10)) == ["Chi"])
            // Each bound is met by an element of [5, 9, 13], but both by none.
            #expect(try await names(.has(\.scores, in: 10...12)) == [])
            #expect(try await names(\.points! >= 3) == ["An", "Dung", "Em"])
            let byCity = try await customers.find(sort: [.ascending(\.home.city), .descending(\.points)])
            #expect(byCity.map(\.name) == ["An", "Binh", "Dung", "Chi", "Em"])
        }
    }

    @Test func updatesReachIntoEmbeddedObjects() async throws {
        try await withDatabase { database in
            let customers = try await Customer.create(in: database)
            try await customers.updateOne(\.name == "Binh", .set(\.home.city, "Hue"), .set(\.work!.zip, "0"))
            let binh = try #require(try await customers.findOne(\.name == "Binh"))
            #expect(binh.home == Address(city: "Hue", zip: "10000"))
            #expect(binh.work == Address(city: "Paris", zip: "0"))
        }
    }

    @Test func distinctValuesAndIndexesFollowPaths() async throws {
        try await withDatabase { database in
            let customers = try await Customer.create(in: database)
            #expect(Set(try await customers.distinct(\.home.city)) == ["Hanoi", "Paris", "hanoi"])
            #expect(Set(try await customers.distinct(\.purchases[.each].sku)) == ["a", "b"])
            #expect(Set(try await customers.distinct(\.scores[.each], \.home.city == "Paris")) == [5, 9, 13, 20])
            #expect(Set(try await customers.distinct(\.points)) == [1, 3, 10, nil])
            let report = try await customers.createIndexes()
            #expect(report.created == ["home_address.town_1_points_1__id_1", "purchases.sku_1"])
            #expect(try await customers.explain(\.purchases[.each].sku == "b").index == "purchases.sku_1")
        }
    }

    @Test func aPathThatCannotBeFollowedSaysHowToWriteIt() async throws {
        try await withDatabase { database in
            let customers = Repository<Customer>(database)
            let error = await #expect(throws: MongoError.self) { try await customers.find(\.work?.city == "Paris") }
            #expect(error?.code == .invalidQuery)
            #expect(error?.detail.contains("Customer declares no field for") == true)
            #expect(error?.detail.contains("\\.address!.city") == true)
        }
    }
}
