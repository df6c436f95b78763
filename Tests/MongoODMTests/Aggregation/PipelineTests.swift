import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct PipelineTests {
    struct Sale: Document {
        var id = ObjectID()
        var customer: String
        var soldAt: Date
        var lines: [Line]
        static let schema = Schema("sales", Sale.init) {
            Field("_id", \.id)
            Field("customer", \.customer)
            Field("sold_at", \.soldAt)
            Field("lines", \.lines)
        }
    }

    struct Line: SchemaObject {
        var product: String
        var quantity: Int
        var price: Int
        static let schema = Schema(Line.init) {
            Field("product", \.product)
            Field("quantity", \.quantity)
            Field("price", \.price)
        }
    }

    struct Customer: Document {
        var id: String
        var city: String
        static let schema = Schema("customers", Customer.init) {
            Field("_id", \.id)
            Field("city", \.city)
        }
    }

    struct Total: Document, Equatable {
        var id: String
        var total: Int
        static let schema = Schema("totals", Total.init) {
            Field("_id", \.id)
            Field("total", \.total)
        }
    }

    private func sales(_ database: MongoDatabase) async throws -> Repository<Sale> {
        func date(_ day: Int, _ hour: Int) -> Date {
            Date(timeIntervalSince1970: Double(1_700_006_400 + day * 86_400 + hour * 3600))
        }
        let sales = Repository<Sale>(database)
        try await sales.createMany([
            Sale(
                customer: "ann", soldAt: date(0, 1),
                lines: [Line(product: "lamp", quantity: 2, price: 10), Line(product: "desk", quantity: 1, price: 100)]),
            Sale(customer: "bob", soldAt: date(0, 9), lines: [Line(product: "lamp", quantity: 1, price: 10)]),
            Sale(customer: "ann", soldAt: date(1, 3), lines: [Line(product: "lamp", quantity: 5, price: 9)]),
            Sale(customer: "cy", soldAt: date(1, 4), lines: []),
        ])
        return sales
    }

    // Named in full, because the operator alone does not say of which type its sides are.
    private let revenue: AggregationExpression = .field(\Sale.lines[.each].quantity) * .field(\Sale.lines[.each].price)

    /// What each product has brought, as documents of their own.
    private var byProduct: Pipeline {
        Pipeline().unwind(\Sale.lines)
            .group(
                by: .field(\Sale.lines[.each].product),
                ["total": .sum(self.revenue)]
            )
            .sort(.descending(\Total.total))
    }

    @Test func unwindsGroupsAndSorts() async throws {
        try await withDatabase { database in
            let totals = try await self.sales(database).aggregate(self.byProduct, as: Total.self)
            #expect(totals == [Total(id: "desk", total: 100), Total(id: "lamp", total: 75)])
        }
    }

    @Test func groupsByDay() async throws {
        struct Day: SchemaObject {
            var day: Date
            var sales: Int
            var customers: [String]
            var first: String
            static let schema = Schema(Day.init) {
                Field("_id", \.day)
                Field("sales", \.sales)
                Field("customers", \.customers)
                Field("first", \.first)
            }
        }
        try await withDatabase { database in
            let sales = try await self.sales(database)
            let days = try await sales.aggregate(
                Pipeline().match(\Sale.customer != "cy").sort(.ascending(\Sale.soldAt))
                    .group(
                        by: .dateTrunc(.field(\Sale.soldAt), to: .day),
                        [
                            "sales": .count, "customers": .addToSet(.field(\Sale.customer)),
                            "first": .first(.field(\Sale.customer)),
                        ]
                    )
                    .sort(.ascending(\Day.day)), as: Day.self)
            #expect(days.map(\.sales) == [2, 1])
            #expect(days.first?.customers.sorted() == ["ann", "bob"])
            #expect(days.map(\.first) == ["ann", "ann"])
            #expect(days.first?.day == Date(timeIntervalSince1970: 1_700_006_400))
        }
    }

    @Test func looksUpProjectsAndFacets() async throws {
        struct Place: SchemaObject, Equatable {
            var customer: String
            var home: [Customer]
            static let schema = Schema(Place.init) {
                Field("customer", \.customer)
                Field("home", \.home)
            }
            static func == (left: Self, right: Self) -> Bool {
                left.customer == right.customer && left.home.map(\.city) == right.home.map(\.city)
            }
        }
        struct Count: SchemaObject {
            var count: Int
            static let schema = Schema(Count.init) { Field("count", \.count) }
        }
        struct Facets: SchemaObject {
            var homes: [Place]
            var all: [Count]
            static let schema = Schema(Facets.init) {
                Field("homes", \.homes)
                Field("all", \.all)
            }
        }
        try await withDatabase { database in
            let sales = try await self.sales(database)
            try await Repository<Customer>(database).create(Customer(id: "bob", city: "Oslo"))
            let homes = Pipeline().match(.isIn(\Sale.customer, ["bob", "cy"])).sort(.ascending(\Sale.customer))
                .lookup(Customer.self, local: \Sale.customer, foreign: \Customer.id, as: "home").project(to: Place.self)
            let result = try await sales.aggregate(
                Pipeline().facet(["homes": homes, "all": Pipeline().skip(1).limit(2).count(as: "count")]),
                as: Facets.self)
            #expect(
                result.first?.homes == [
                    Place(customer: "bob", home: [Customer(id: "bob", city: "Oslo")]), Place(customer: "cy", home: []),
                ])
            #expect(result.first?.all.map(\.count) == [2])
        }
    }

    @Test func sortsIntoBuckets() async throws {
        struct Bucket: SchemaObject, Equatable {
            var from: Int
            var lines: Int
            var dearest: Int
            static let schema = Schema(Bucket.init) {
                Field("_id", \.from)
                Field("lines", \.lines)
                Field("dearest", \.dearest)
            }
        }
        try await withDatabase { database in
            let buckets = try await self.sales(database).aggregate(
                Pipeline().unwind(\Sale.lines)
                    .bucket(
                        by: .field(\Sale.lines[.each].price), boundaries: [0, 10, 50], other: -1,
                        ["lines": .count, "dearest": .max(.field(\Sale.lines[.each].price))]), as: Bucket.self)
            #expect(
                Set(buckets.map { [$0.from, $0.lines, $0.dearest] }) == [[0, 1, 9], [10, 2, 10], [-1, 1, 100]])
        }
    }

    @Test func mergesIntoAnotherCollection() async throws {
        try await withDatabase { database in
            let sales = try await self.sales(database)
            for _ in 0..<2 { try await sales.run(self.byProduct.merge(into: Total.self)) }
            let totals = try await Repository<Total>(database).find(sort: [.ascending(\.id)])
            #expect(totals == [Total(id: "desk", total: 100), Total(id: "lamp", total: 75)])
        }
    }

    @Test func aPropertyWithoutAFieldIsRefused() async throws {
        try await withDatabase { database in
            let repository = Repository<Forgetful>(database)
            for pipeline in [
                Pipeline().match(\Forgetful.forgotten == "x"), Pipeline().sort(.ascending(\Forgetful.forgotten)),
                Pipeline().group(by: .field(\Forgetful.forgotten)),
                Pipeline().set(["x": .value(1) + .field(\Forgetful.forgotten)]),
            ] {
                let error = await #expect(throws: MongoError.self) {
                    try await repository.aggregate(pipeline, as: Forgetful.self)
                }
                #expect(error?.code == .invalidQuery)
            }
        }
    }

    /// A value that looks like a field or an operator is a value.
    @Test func valuesAreLiteral() async throws {
        struct Text: SchemaObject {
            var text: String
            static let schema = Schema(Text.init) { Field("text", \.text) }
        }
        try await withDatabase { database in
            let texts = try await self.sales(database).aggregate(
                Pipeline().limit(1).project(["text": .value("$customer")]), as: Text.self)
            #expect(texts.map(\.text) == ["$customer"])
        }
    }

    /// It would be missing in every result, or, with a default, be wrong in silence.
    @Test func aFieldThatNoStageYieldsIsRefused() async throws {
        struct Misspelt: SchemaObject {
            var product: String
            var totl = 0
            static let schema = Schema(Misspelt.init) {
                Field("_id", \.product)
                Field("totl", \.totl, default: 0)
            }
        }
        try await withDatabase { database in
            let sales = try await self.sales(database)
            let error = await #expect(throws: MongoError.self) {
                try await sales.aggregate(self.byProduct, as: Misspelt.self)
            }
            #expect(error?.code == .invalidQuery)
            #expect(
                error?.detail == "Misspelt: the field 'totl' is none that the pipeline yields, which are _id, total")
            await #expect(throws: MongoError.self) { try await sales.aggregate(Pipeline().limit(1), as: Misspelt.self) }
            let byHand = Pipeline().stage(["$project": ["totl": 1]])
            #expect(try await sales.aggregate(byHand.match(\Sale.customer == "nobody"), as: Misspelt.self).isEmpty)
        }
    }
}
