import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Testing

/// What a query may ask for besides the documents themselves.
@Suite struct ReadingTests {
    struct BookTitle: SchemaObject, Equatable {
        var isbn: String
        var title: String
        static let schema = Schema(BookTitle.init) {
            Field("isbn", \.isbn)
            Field("title", \.title)
        }
    }

    struct BookPrize: SchemaObject {
        var prize: String
        static let schema = Schema(BookPrize.init) { Field("prize", \.prize) }
    }

    struct Article: Document {
        var id = ObjectID()
        var title: String
        var body: String
        static let schema = Schema("articles", Article.init) {
            Field("_id", \.id)
            Field("title", \.title)
            Field("body", \.body)
        }
        static let indexes = [Index<Article>.text(\.title, \.body, weights: [10, 1])]
    }

    private func shelf(_ database: MongoDatabase, _ count: Int = 10) async throws -> Repository<Book> {
        let books = Repository<Book>(database)
        try await books.createIndexes()
        try await books.createMany(
            (1...count).map { number in
                Book(
                    isbn: number < 10 ? "0\(number)" : "\(number)", title: "T\(number % 3)", author: "A",
                    copies: number % 4)
            })
        return books
    }

    @Test(arguments: [1, 101, 102, 250, 999, 1001])
    func asManyComeAsAreAskedFor(limit: Int) async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createMany((0..<1100).map { Book(isbn: "\($0)", title: "T") })
            #expect(try await books.find(limit: limit).count == limit)
        }
    }

    /// 40 documents of 500 kB are more than one reply holds.
    @Test func asManyComeAsAreAskedForHoweverLarge() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let title = String(repeating: "T", count: 500_000)
            try await books.createMany((0..<40).map { Book(isbn: "\($0)", title: title) })
            let isbns = try await books.find(sort: [.descending(\.id)], limit: 40).map(\.isbn)
            #expect(isbns == (0..<40).reversed().map { "\($0)" })
            try await database.client.transaction { transaction in
                try await books.delete(\.isbn == "7", in: transaction)
                #expect(try await books.find(limit: 40, in: transaction).count == 39)
                try await books.create(Book(isbn: "7", title: "T"), in: transaction)
            }
            #expect(try await books.find(limit: 40).count == 40)
            #expect(try await self.openCursors(of: "\(database.name).books") == 0)
        }
    }

    /// How many cursors on a collection the server keeps for somebody who will ask for more.
    private func openCursors(of collection: String) async throws -> Int? {
        let reply = try await TestServer.client.database("admin").run([
            "aggregate": 1, "cursor": .document([:]),
            "pipeline": [
                ["$currentOp": ["idleCursors": true]], ["$match": ["type": "idleCursor", "ns": .string(collection)]],
            ],
        ])
        return reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.count
    }

    @Test func aSmallerTypeGetsItsFieldsOnly() async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database)
            let titles = try await books.find(\.copies == 1, as: BookTitle.self, sort: [.ascending(\.isbn)], limit: 2)
            #expect(titles == [BookTitle(isbn: "01", title: "T1"), BookTitle(isbn: "05", title: "T2")])
            let error = await #expect(throws: MongoError.self) { try await books.find(as: BookPrize.self) }
            #expect(error?.code == .invalidQuery)
            #expect(error?.detail == "BookPrize: the field 'prize' is none of Book")
        }
    }

    @Test func existsAndDistinct() async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database)
            let (yes, no) = (try await books.exists(\.copies == 3), try await books.exists(\.copies == 4))
            #expect(yes && !no)
            #expect(try await books.distinct(\.title, \.isbn < "03").sorted() == ["T1", "T2"])
            #expect(try await books.distinct(\.copies).sorted() == [0, 1, 2, 3])
        }
    }

    @Test func wordsAreFoundBestFirst() async throws {
        try await withDatabase { database in
            let articles = Repository<Article>(database)
            try await articles.createIndexes()
            try await articles.createMany([
                Article(title: "Lamps", body: "about desks"), Article(title: "Desks", body: "and lamps"),
                Article(title: "Chairs", body: "to sit"),
            ])
            let found = try await articles.search("lamp")
            #expect(found.map(\.document.title) == ["Lamps", "Desks"])
            #expect(found[0].score > found[1].score)
            #expect(try await articles.search("lamp -desk").isEmpty)
            #expect(try await articles.search("lamp", \.title == "Desks").count == 1)
            #expect(try await articles.count(.words("\"to sit\"")) == 1)
        }
    }

    /// Pages by place: no document twice and none left out, whatever comes and goes.
    @Test(arguments: [1, 3, 7, 100])
    func pagesFollowOneAnother(limit: Int) async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database, 30)
            let order: [Sort<Book>] = [.descending(\.copies), .ascending(\.title)]
            let expected = try await books.find(sort: order + [.ascending(\.id)], limit: 100).map(\.isbn)
            var seen: [String] = []
            var place: PageCursor?
            repeat {
                let page = try await books.page(sort: order, after: place, limit: limit)
                #expect(page.items.count <= limit)
                seen += page.items.map(\.isbn)
                // A document in front of the place shifts nothing.
                try await books.create(Book(isbn: "x\(seen.count)", title: "A", copies: 99))
                place = page.next.flatMap { PageCursor($0.text) }
                #expect((place == nil) == (page.next == nil))
            } while place != nil
            #expect(seen == expected)
        }
    }

    @Test func aPlaceOfAnotherOrderIsRefused() async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database)
            let place = try await books.page(sort: [.ascending(\.copies)], limit: 2).next
            let error = await #expect(throws: MongoError.self) {
                try await books.page(sort: [.ascending(\.title)], after: place)
            }
            #expect(error?.code == .invalidQuery)
            #expect(PageCursor("no place") == nil)
            #expect(PageCursor("") == nil)
        }
    }

    @Test func explainsWhichIndexIsUsed() async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database)
            let byIndex = try await books.explain(\.isbn == "03")
            #expect(byIndex.index == "isbn_1")
            #expect(byIndex.documentsExamined == 1 && byIndex.keysExamined == 1 && byIndex.found == 1)
            let byWalking = try await books.explain(\.copies == 3)
            #expect(byWalking.index == nil)
            #expect(byWalking.stages.contains("COLLSCAN"))
            #expect(byWalking.documentsExamined == 10)
            let hinted = try await books.using(index: "title_1").explain(\.isbn == "03")
            #expect(hinted.index == "title_1")
            let error = await #expect(throws: MongoError.self) {
                try await books.using(index: "no such").find(\.isbn == "03")
            }
            #expect(error?.code == .server)
        }
    }

    @Test func textIsComparedByOtherRules() async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database, 12)
            let any = books.comparing(by: Collation(locale: "en", strength: .letters))
            #expect(try await books.count(\.title == "t1") == 0)
            #expect(try await any.count(\.title == "t1") == 4)
            #expect(try await any.find(\.title == "t1").count == 4)
            #expect(try await any.updateMany(\.title == "t1", .set(\.title, "10")).modified == 4)
            let numeric = books.comparing(by: Collation(locale: "en", ordersNumbers: true))
            try await books.updateMany(\.title == "T0", .set(\.title, "9"))
            #expect(try await numeric.find(sort: [.ascending(\.title)], limit: 1).first?.title == "9")
            #expect(try await books.find(sort: [.ascending(\.title)], limit: 1).first?.title == "10")
        }
    }

    @Test(arguments: [ReadPreference.primary, .primaryPreferred, .secondaryPreferred, .nearest])
    func readsFromWhomItIsTold(preference: ReadPreference) async throws {
        try await withDatabase { database in
            let books = try await self.shelf(database).reading(from: preference).reading(.majority)
            #expect(try await books.count() == 10)
            #expect(try await books.find(\.copies == 1).count == 3)
            var streamed = 0
            for try await _ in try books.stream() { streamed += 1 }
            #expect(streamed == 10)
        }
    }

    /// The set has one member: two can't confirm, so the promise can't be kept, and says so.
    @Test func aWriteConcernThatCannotBeMetFails() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.writing(.majority).create(Book(isbn: "1", title: "T"))
            await #expect(throws: MongoError.self) {
                try await books.writing(.members(2)).create(Book(isbn: "2", title: "T"))
            }
        }
    }
}
