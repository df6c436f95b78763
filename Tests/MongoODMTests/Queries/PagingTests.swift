import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct PagingTests {
    private struct NameOnly: SchemaObject {
        var name: String
        static let schema = Schema(NameOnly.init) { Field("name", \.name) }
    }

    /// Customers with few different points, some without, and the same for the towns.
    private func fill(_ database: MongoDatabase) async throws -> Repository<Customer> {
        let customers = Repository<Customer>(database)
        for number in 0..<60 {
            try await customers.create(
                Customer(
                    name: "\(number)", home: Address(city: "t\(number % 3)", zip: "\(number % 2)"),
                    work: number % 5 == 0 ? nil : Address(city: "w\(number % 2)", zip: ""),
                    points: number % 7 == 0 ? nil : number % 4))
        }
        // Neither null nor a value: the field is missing.
        try await customers.updateMany(\.name == "3" || \.name == "4", .unset(\.points))
        return customers
    }

    private func walk(
        _ customers: Repository<Customer>, _ sort: [Sort<Customer>], _ query: Query<Customer> = .all,
        limit: Int
    ) async throws -> [String] {
        var names: [String] = []
        var next: PageCursor?
        repeat {
            let page = try await customers.page(query, sort: sort, after: next, limit: limit)
            #expect(page.items.count == limit || page.next == nil)
            names += page.items.map(\.name)
            next = page.next
        } while next != nil
        return names
    }

    @Test func pagesFollowOneAnotherInEveryOrder() async throws {
        let orders: [[Sort<Customer>]] = [
            [], [.descending(\.id)], [.ascending(\.points)], [.descending(\.points)],
            [.ascending(\.home.city), .descending(\.points)], [.descending(\.home.city), .ascending(\.points)],
            [.ascending(\.points), .ascending(\.home.zip), .descending(\.home.city)], [.descending(\.work!.city)],
            [.ascending(\.work!.city), .ascending(\.id), .ascending(\.name)],
        ]
        try await withDatabase { database in
            let customers = try await self.fill(database)
            for order in orders {
                for limit in [1, 7, 59, 60, 61] {
                    let names = try await self.walk(customers, order, limit: limit)
                    #expect(names.count == 60 && Set(names).count == 60)
                    let whole = try await self.walk(customers, order, limit: 1000)
                    #expect(names == whole)
                }
            }
            let expected = try await customers.find(
                sort: [.ascending(\.home.city), .descending(\.points), .descending(\.id)], limit: 60)
            let names = try await self.walk(customers, orders[4], limit: 7)
            #expect(names == expected.map(\.name))
            let some = try await self.walk(customers, [.descending(\.points)], \.points! >= 2, limit: 4)
            let count = try await customers.count(\.points! >= 2)
            #expect(some.count == count)
        }
    }

    @Test func pagesFollowTheCollation() async throws {
        try await withDatabase { database in
            let customers = Repository<Customer>(database)
            for name in ["b", "A", "C", "a", "B", "10", "9"] {
                try await customers.create(Customer(name: name, home: Address(city: "", zip: "")))
            }
            let collation = Collation(locale: "en", strength: .accents, ordersNumbers: true)
            let names = try await self.walk(customers.comparing(by: collation), [.ascending(\.name)], limit: 2)
            #expect(names.map { $0.lowercased() } == ["9", "10", "a", "a", "b", "b", "c"])
            #expect(Set(names).count == 7)
        }
    }

    @Test func whatIsInsertedMeanwhileRepeatsNothing() async throws {
        try await withDatabase { database in
            let customers = try await self.fill(database)
            let first = try await customers.page(sort: [.descending(\.points)], limit: 10)
            try await customers.create(Customer(name: "new", home: Address(city: "", zip: ""), points: 99))
            try await customers.delete(first.items[9])
            let rest = try await customers.page(sort: [.descending(\.points)], after: first.next, limit: 100)
            #expect(rest.items.count == 50)
            #expect(Set(rest.items.map(\.id)).isDisjoint(with: first.items.map(\.id)))
        }
    }

    @Test func aSmallerStructHasPagesToo() async throws {
        try await withDatabase { database in
            let customers = try await self.fill(database)
            var names: [String] = []
            var next: PageCursor?
            repeat {
                let page = try await customers.page(
                    as: NameOnly.self, sort: [.ascending(\.home.city)], after: next, limit: 25)
                names += page.items.map(\.name)
                next = page.next
            } while next != nil
            #expect(names.count == 60 && Set(names).count == 60)
        }
    }

    @Test func anIndexLeadsStraightToTheNextPage() async throws {
        try await withDatabase { database in
            let customers = Repository<Customer>(database)
            for number in 0..<600 {
                try await customers.create(
                    Customer(name: "\(number)", home: Address(city: "t\(number / 200)", zip: ""), points: number % 10))
            }
            try await customers.createIndexes()
            let orders: [[Sort<Customer>]] = [
                [.ascending(\.home.city), .ascending(\.points)], [.descending(\.home.city), .descending(\.points)],
            ]
            for (order, deep) in orders.flatMap({ order in [150, 350, 550].map { (order, $0) } }) {
                let before = try await customers.page(sort: order, limit: deep)
                let plan = try await customers.explain(sort: order, after: before.next, limit: 10)
                #expect(plan.index == "home_address.town_1_points_1__id_1")
                #expect(plan.found == 10 && plan.documentsExamined <= 20)
            }
        }
    }

    @Test func aPlaceThatNoDocumentHasIsRefused() async throws {
        try await withDatabase { database in
            let pattern: BSONDocument = ["+_id": .regex(pattern: ".", options: "")]
            let place = PageCursor(pattern.withBytes { Data($0) }.base64EncodedString())
            #expect(place != nil)
            let error = await #expect(throws: MongoError.self) {
                try await Repository<Customer>(database).page(after: place)
            }
            #expect(error?.code == .invalidQuery)
        }
    }

    @Test func aPlaceBelongsToItsOrder() async throws {
        try await withDatabase { database in
            let customers = try await self.fill(database)
            let page = try await customers.page(sort: [.ascending(\.name)], limit: 1)
            let error = await #expect(throws: MongoError.self) {
                try await customers.page(sort: [.descending(\.name)], after: page.next)
            }
            #expect(error?.code == .invalidQuery)
            let arrays = await #expect(throws: MongoError.self) {
                try await customers.page(sort: [.ascending(\.purchases[.each].sku)], limit: 1)
            }
            #expect(arrays?.code == .invalidQuery)
        }
    }
}
