import BSON
import MongoODM
import MongoTestSupport
import Testing

@Suite struct DocumentStreamTests {
    @Test(arguments: [1, 7, 100, 1000])
    func everyDocumentComesOnceInOrder(batchSize: Int) async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            for number in 0..<100 { try await books.create(Book(isbn: "\(number)", title: "T", copies: number)) }
            var copies: [Int] = []
            for try await book in try books.stream(\.copies >= 10, sort: [.ascending(\.copies)], batchSize: batchSize) {
                copies.append(book.copies)
            }
            #expect(copies == Array(10..<100))
        }
    }

    @Test func aLoopThatIsLeftGivesItsConnectionBack() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60)))
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            for number in 0..<10 { try await books.create(Book(isbn: "\(number)", title: "T")) }
            for _ in 0..<3 {
                for try await _ in try books.stream(batchSize: 2) { break }
            }
            #expect(try await books.count() == 10)
        }
        await client.shutDown()
    }

    @Test func anErrorEndsTheLoop() async throws {
        try await withDatabase { database in
            let stream = try Repository<Book>(database).stream(.raw(["$bogus": 1]))
            await #expect(throws: MongoError.self) { for try await _ in stream {} }
        }
    }
}
