import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Synchronization
import Testing

@Suite struct UpdateTests {
    /// A book after changes.
    private func changed(
        _ updates: Update<Book>..., tags: [Tag] = [Tag(name: "a", weight: 1), Tag(name: "b", weight: 2)],
        where query: Query<Book> = \.isbn == "1"
    ) async throws -> Book? {
        let result = Mutex<Book?>(nil)
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T", author: "Ann", copies: 10, tags: tags))
            let book = try await books.findOneAndUpdate(query, updates)
            result.withLock { $0 = book }
        }
        return result.withLock { $0 }
    }

    @Test func numbersAndFields() async throws {
        #expect(try await self.changed(.mul(\.copies, by: 3))?.copies == 30)
        #expect(try await self.changed(.min(\.copies, 4))?.copies == 4)
        #expect(try await self.changed(.min(\.copies, 40))?.copies == 10)
        #expect(try await self.changed(.max(\.copies, 40))?.copies == 40)
        #expect(try await self.changed(.unset(\.author), .inc(\.copies, -1))?.author == nil)
        #expect(try await self.changed(.set(\.publisher.city, "Oslo"))?.publisher.city == "Oslo")
        #expect(try await self.changed(.raw("$bit", "copies", ["xor": 3]))?.copies == 9)
    }

    @Test func elementsComeAndGo() async throws {
        let (c, d) = (Tag(name: "c", weight: 3), Tag(name: "d", weight: 4))
        let a = Tag(name: "a", weight: 1)
        #expect(try await self.changed(.push(\.tags, c))?.tags.map(\.name) == ["a", "b", "c"])
        #expect(try await self.changed(.push(\.tags, each: [c, d], at: 0))?.tags.map(\.name) == ["c", "d", "a", "b"])
        #expect(try await self.changed(.push(\.tags, each: [c, d], keeping: -3))?.tags.map(\.name) == ["b", "c", "d"])
        let sorted = try await self.changed(.push(\.tags, each: [d, c], sortedBy: [.descending(\.weight)], keeping: 3))
        #expect(sorted?.tags.map(\.name) == ["d", "c", "b"])
        #expect(try await self.changed(.addToSet(\.tags, a, c))?.tags.map(\.name) == ["a", "b", "c"])
        #expect(try await self.changed(.pull(\.tags, a, c))?.tags.map(\.name) == ["b"])
        #expect(try await self.changed(.pull(\.tags, where: \.weight > 1))?.tags.map(\.name) == ["a"])
    }

    @Test func aDateIsSetByTheServersClock() async throws {
        let before = Date.now
        let book = try #require(try await self.changed(.setNow(\.addedAt)))
        // Both clocks are this machine's, one to the millisecond.
        #expect(book.addedAt > before - 1 && book.addedAt < Date.now + 1)
    }

    @Test func elementsChange() async throws {
        let tags = (1...4).map { Tag(name: $0 < 3 ? "x" : "y", weight: $0) }
        let matched = try await self.changed(
            .matched(\.tags, .inc(\.weight, 10)), tags: tags, where: .any(\.tags, \.name == "y"))
        #expect(matched?.tags.map(\.weight) == [1, 2, 13, 4])
        #expect(
            try await self.changed(.all(\.tags, .set(\.weight, 0)), tags: tags)?.tags.map(\.weight) == [0, 0, 0, 0])
        let each = try await self.changed(
            .each(\.tags, where: \.name == "x" && \.weight > 1, .inc(\.weight, 100)),
            .each(\.tags, where: \.name == "y" || \.weight == 1, .set(\.name, "z")), tags: tags)
        #expect(each?.tags.map(\.weight) == [1, 102, 3, 4])
        #expect(each?.tags.map(\.name) == ["z", "x", "z", "z"])
    }

    @Test func aPipelineComputesFromTheDocument() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createMany([
                Book(isbn: "1", title: "T", copies: 2, tags: [Tag(name: "a", weight: 1)]),
                Book(isbn: "2", title: "T", copies: 5),
            ])
            let double = Pipeline().set(["copies": .field(\Book.copies) * .value(2) + .size(.field(\Book.tags))])
            #expect(try await books.updateOne(\.isbn == "1", double).modified == 1)
            #expect(try await books.updateMany(.all, double).modified == 2)
            #expect(try await books.find(sort: [.ascending(\.isbn)]).map(\.copies) == [11, 10])
        }
    }

    @Test func aPipelineInsertsWhatItComputesOfTheQuery() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let count = Pipeline().set([
                "title": .value("T"), "price": .raw(1), "added_at": .raw("$$NOW"),
                "copies": .raw(["$add": [["$ifNull": ["$copies", 0]], 1]]),
            ])
            for copies in 1...2 {
                let book = try await books.findOneAndUpdate(\.isbn == "1" && \.copies < 2, count, upsert: true)
                #expect(book?.copies == copies && book?.isbn == "1")
            }
            #expect(try await books.count() == 1)
            #expect(try await books.findOneAndUpdate(\.isbn == "2", count) == nil)
        }
    }

    @Test func aConditionOnAPropertyWithoutAFieldIsRefused() async throws {
        try await withDatabase { database in
            let repository = Repository<Forgetful>(database)
            for update in [Update<Forgetful>.set(\.forgotten, "x"), .max(\.forgotten, "x")] {
                let error = await #expect(throws: MongoError.self) { try await repository.updateOne(.all, update) }
                #expect(error?.code == .invalidQuery)
            }
        }
    }
}
