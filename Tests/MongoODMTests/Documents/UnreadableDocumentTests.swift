import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Synchronization
import Testing

/// Documents that the model can't read, in a repository that leaves them out.
@Suite struct UnreadableDocumentTests {
    /// Lends nine books and, behind every third, a document that is none.
    private func withBooks(
        _ body: @Sendable (Repository<Book>, [BSONValue], _ reported: () -> [UnreadableDocument]) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            var unreadable: [BSONValue] = []
            let books = Repository<Book>(database)
            for number in 0..<9 {
                try await books.create(Book(isbn: "\(number)", title: "T", copies: number))
                guard number % 3 == 2 else { continue }
                let id = BSONValue.objectID(ObjectID())
                unreadable.append(id)
                let document: BSONValue = ["_id": id, "isbn": .string("x\(number)"), "copies": .int32(Int32(number))]
                try await database.run(["insert": "books", "documents": [document]])
            }
            let reports = Reports()
            try await body(books.leavingOutUnreadable(reports.add), unreadable) { reports.list.withLock { $0 } }
        }
    }

    private final class Reports: Sendable {
        let list = Mutex<[UnreadableDocument]>([])

        @Sendable
        func add(_ document: UnreadableDocument) { self.list.withLock { $0.append(document) } }
    }

    @Test func aListHasTheOthers() async throws {
        try await self.withBooks { books, unreadable, reported in
            let found = try await books.find(sort: [.ascending(\.copies)])
            #expect(found.map(\.copies) == Array(0..<9))
            #expect(reported().compactMap(\.id) == unreadable)
            #expect(reported().allSatisfy { $0.collection == "books" && $0.violations.count == 3 })
        }
    }

    @Test(arguments: [1, 2, 100])
    func aStreamGoesOnBehindThem(batchSize: Int) async throws {
        try await self.withBooks { books, unreadable, reported in
            var copies: [Int] = []
            for try await book in try books.stream(sort: [.ascending(\.copies)], batchSize: batchSize) {
                copies.append(book.copies)
            }
            #expect(copies == Array(0..<9))
            #expect(reported().compactMap(\.id) == unreadable)
        }
    }

    @Test(arguments: 1...4)
    func pagesFollowOneAnotherAcrossThem(limit: Int) async throws {
        try await self.withBooks { books, unreadable, reported in
            var copies: [Int] = []
            var place: PageCursor?
            repeat {
                let page = try await books.page(sort: [.ascending(\.copies)], after: place, limit: limit)
                copies += page.items.map(\.copies)
                place = page.next
            } while place != nil
            #expect(copies == Array(0..<9))
            #expect(reported().compactMap(\.id) == unreadable)
        }
    }

    @Test func aLookupFindsNothing() async throws {
        try await self.withBooks { books, _, reported in
            let alone = try await books.findOne(\.isbn == "x2")
            #expect(alone?.isbn == nil)
            let several = try await books.find(.isIn(\.isbn, ["1", "x5"]))
            #expect(several.map(\.isbn) == ["1"])
            #expect(reported().count == 2)
        }
    }

    @Test func theyAreFoundAsTheyAreStored() async throws {
        try await self.withBooks { books, unreadable, _ in
            let stored = try await books.findStored(\.isbn == "x2")
            #expect(stored.map { $0["_id"] } == [unreadable[0]])
        }
    }

    @Test func withoutTheOptionTheyAreErrors() async throws {
        try await self.withBooks { books, unreadable, _ in
            let error = await #expect(throws: MongoError.self) {
                try await Repository<Book>(books.database).find(\.copies == 2)
            }
            #expect(error?.code == .decoding && error?.documentID == unreadable[0])
        }
    }
}
