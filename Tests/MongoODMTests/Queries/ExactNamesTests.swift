import BSON
import CoreMetrics
import MongoODM
import MongoTestSupport
import Schemas
import Synchronization
import Testing

/// Two spellings of one letter are two names to MongoDB, and equal to Swift.
@Suite struct ExactNamesTests {
    private struct Menu: Document {
        var id: Int
        var composed: String
        var decomposed: String

        static let schema = Schema("menus", Menu.init) {
            Field("_id", \.id)
            Field("Caf\u{E9}", \.composed).unique()
            Field("Cafe\u{301}", \.decomposed).unique()
        }
    }

    private struct Composed: Document {
        var id: Int
        static let schema = Schema("Caf\u{E9}", Composed.init) { Field("_id", \.id) }
    }

    private struct Decomposed: Document {
        var id: Int
        static let schema = Schema("Cafe\u{301}", Decomposed.init) { Field("_id", \.id) }
    }

    private struct OneName: SchemaObject {
        var text: String
        static let schema = Schema(OneName.init) { Field("Cafe\u{301}", \.text) }
    }

    /// A client whose one connection has to tell the names apart.
    private func withMenus(_ body: @Sendable (Repository<Menu>) async throws -> Void) async throws {
        try await withDatabase { database in
            let menus = Repository<Menu>(database)
            try await menus.create(Menu(id: 1, composed: "a", decomposed: "b"))
            try await body(menus)
        }
    }

    @Test func collectionsAreToldApart() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60)))
        try await withDatabase(client: client) { database in
            let (first, second) = (Repository<Composed>(database), Repository<Decomposed>(database))
            try await first.create(Composed(id: 1))
            try await second.create(Decomposed(id: 2))
            #expect(try await first.find().map(\.id) == [1])
            #expect(try await second.find().map(\.id) == [2])
        }
        await client.shutDown()
    }

    @Test func theMetricsOfCollectionsAreToldApart() async throws {
        let metrics = TimedCollections()
        let client = try MongoClient(
            MongoSettings(
                uri: TestServer.uri, poolSize: 1, timeout: .seconds(60),
                monitoring: MongoMonitoring(metrics: metrics)))
        try await withDatabase(client: client) { database in
            try await Repository<Composed>(database).create(Composed(id: 1))
            try await Repository<Decomposed>(database).create(Decomposed(id: 1))
        }
        await client.shutDown()
        #expect(metrics.names.isSuperset(of: ["Caf\u{E9}", "Cafe\u{301}"]))
    }

    @Test func lookupsByEachFieldFindByThatField() async throws {
        try await self.withMenus { menus in
            let found = try await menus.findOne(\.composed == "a")
            #expect(found?.id == 1)
            #expect(try await menus.findOne(\.composed == "b") == nil)
            #expect(try await menus.findOne(\.decomposed == "b")?.id == 1)
        }
    }

    @Test func lookupsByEitherSpellingFindTheirOwnDocument() async throws {
        try await self.withMenus { menus in
            try await menus.create(Menu(id: 2, composed: "\u{E9}", decomposed: "x"))
            try await menus.create(Menu(id: 3, composed: "e\u{301}", decomposed: "y"))
            try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
                for _ in 0..<20 {
                    group.addTask { (2, try await menus.findOne(\.composed == "\u{E9}")?.id) }
                    group.addTask { (3, try await menus.findOne(\.composed == "e\u{301}")?.id) }
                }
                for try await (expected, found) in group { #expect(found == expected) }
            }
        }
    }

    @Test func bothFieldsAreInAQueryAndInAnUpdate() async throws {
        try await self.withMenus { menus in
            try await menus.updateOne(
                \.composed == "a" && \.decomposed == "b", .set(\.composed, "c"), .set(\.decomposed, "d"))
            let menu = try await menus.get(1)
            #expect(menu?.composed == "c")
            #expect(menu?.decomposed == "d")
        }
    }

    @Test func indexesAreToldApart() async throws {
        try await self.withMenus { menus in
            let report = try await menus.createIndexes()
            #expect(report.created.count == 2)
            #expect(try await menus.reportIndexes().isAsDeclared)
        }
    }

    @Test func anIndexOfTheOtherSpellingIsNoneOfTheDeclared() async throws {
        try await withDatabase { database in
            try await database.run([
                "createIndexes": "menus",
                "indexes": [
                    ["key": ["Caf\u{E9}": 1], "name": "Cafe\u{301}_1", "unique": true]
                ],
            ])
            let report = try await Repository<Menu>(database).reportIndexes()
            #expect(report.changed.map { ExactText($0) }.contains("Cafe\u{301}_1"))
        }
    }

    @Test func aPartHasTheFieldOfItsOwnSpelling() async throws {
        try await self.withMenus { menus in
            let part = try await menus.findOne(\.composed == "a", as: OneName.self)
            #expect(part?.text == "b")
        }
    }

    @Test func pagesBySortedFieldsOfEachSpelling() async throws {
        try await self.withMenus { menus in
            try await menus.create(Menu(id: 2, composed: "b", decomposed: "a"))
            for (sort, ids) in [
                (Sort<Menu>.ascending(\.composed), [1, 2]), (.ascending(\.decomposed), [2, 1]),
            ] {
                let first = try await menus.page(sort: [sort], limit: 1)
                let second = try await menus.page(sort: [sort], after: first.next, limit: 1)
                #expect((first.items + second.items).map(\.id) == ids)
            }
        }
    }

    @Test func aPlaceOfTheOtherSpellingIsOneOfAnotherOrder() async throws {
        try await self.withMenus { menus in
            try await menus.create(Menu(id: 2, composed: "b", decomposed: "a"))
            let place = try await menus.page(sort: [.ascending(\.composed)], limit: 1).next
            let error = await #expect(throws: MongoError.self) {
                try await menus.page(sort: [.ascending(\.decomposed)], after: place, limit: 1)
            }
            #expect(error?.code == .invalidQuery)
        }
    }

    @Test func aShapeAfterAPipelineHasTheFieldOfItsOwnSpelling() async throws {
        try await self.withMenus { menus in
            let pipeline = Pipeline().group(by: .raw(.null), ["Caf\u{E9}": .count])
            let error = await #expect(throws: MongoError.self) {
                try await menus.aggregate(pipeline, as: OneName.self)
            }
            #expect(error?.code == .invalidQuery)
        }
    }
}

/// Remembers the collections that timers were made for, by their bytes.
private final class TimedCollections: MetricsFactory {
    private let collections = Mutex<Set<ExactText>>([])
    private let others = NOOPMetricsHandler.instance

    var names: Set<ExactText> { self.collections.withLock { $0 } }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let names = dimensions.filter { $0.0 == "collection" }.map { ExactText($0.1) }
        self.collections.withLock { $0.formUnion(names) }
        return self.others.makeTimer(label: label, dimensions: dimensions)
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.others.makeCounter(label: label, dimensions: dimensions)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        self.others.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
