import MongoODM
import MongoTestSupport
import Testing

@Suite struct BulkTests {
    private func books(_ database: MongoDatabase) async throws -> Repository<Book> {
        let books = Repository<Book>(database)
        try await books.createIndexes()
        return books
    }

    private func book(_ number: Int, title: String = "T") -> Book { Book(isbn: "\(number)", title: title) }

    @Test func writesOfAllKindsGoTogether() async throws {
        try await withDatabase { database in
            let books = try await self.books(database)
            var kept = self.book(1)
            try await books.createMany([kept, self.book(2), self.book(3), self.book(4)])
            kept.title = "New"
            let result = try await books.bulkWrite([
                .create(self.book(5)), .replace(kept), .replace(self.book(6), upsert: true),
                .updateOne(\.isbn == "2", [.set(\.copies, 7)]),
                .updateOne(\.isbn == "7", [.set(\.title, "Made")], upsert: true),
                .updateMany(.isIn(\.isbn, ["3", "4"]), [.inc(\.copies, 1)]),
                .deleteOne(\.isbn == "3"), .deleteMany(\.copies == 1),
            ])
            #expect((result.inserted, result.deleted, result.upserted) == (1, 2, 2))
            #expect((result.matched, result.modified) == (4, 4))
            let found = try await books.find(as: ReadingTests.BookTitle.self, sort: [.ascending(\.isbn)])
            #expect(found.map(\.isbn) == ["1", "2", "5", "6", "7"])
            #expect(found.map(\.title) == ["New", "T", "T", "T", "Made"])
        }
    }

    @Test(arguments: [true, false])
    func refusedWritesAreNamed(ordered: Bool) async throws {
        try await withDatabase { database in
            let books = try await self.books(database)
            let numbers = [1, 2, 1, 3, 2, 4]
            let error = await #expect(throws: MongoError.self) {
                try await books.bulkWrite(numbers.map { .create(self.book($0)) }, ordered: ordered)
            }
            #expect(error?.code == .duplicateKey)
            #expect(error?.writeErrors.map(\.index) == (ordered ? [2] : [2, 4]))
            #expect(error?.writeErrors.first?.duplicateKey?.fields == ["isbn"])
            #expect(try await books.count() == (ordered ? 2 : 4))
        }
    }

    @Test func aDocumentThatBreaksItsSchemaStopsAll() async throws {
        try await withDatabase { database in
            let books = try await self.books(database)
            let error = await #expect(throws: MongoError.self) {
                try await books.createMany([self.book(1), self.book(2, title: " ")])
            }
            #expect(error?.code == .invalidDocument)
            #expect(try await books.count() == 0)
            #expect(try await books.bulkWrite([]).inserted == 0)
        }
    }

    @Test func aBulkBelongsToItsTransaction() async throws {
        struct Undo: Error {}
        try await withDatabase { database in
            let books = try await self.books(database)
            await #expect(throws: Undo.self) {
                try await database.client.transaction { transaction in
                    try await books.createMany((1...100).map { self.book($0) }, in: transaction)
                    #expect(try await books.count(in: transaction) == 100)
                    throw Undo()
                }
            }
            #expect(try await books.count() == 0)
        }
    }
}
