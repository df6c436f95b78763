import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct RepositoryTests {
    @Test func whatWasCreatedIsReadBackInEveryField() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let book = try await books.create(
                Book(
                    isbn: "1", title: "Émile ☃", author: nil, copies: 5_000_000_000,
                    tags: [Tag(name: "a", weight: 1), Tag(name: "", weight: -2)], format: .audio,
                    price: ExactDecimal(coefficient: 123_456, exponent: -2)))
            let read = try #require(try await books.get(book.id))
            #expect(read.isbn == "1" && read.title == "Émile ☃" && read.author == nil)
            #expect(read.copies == 5_000_000_000 && read.tags == book.tags && read.format == .audio)
            #expect(read.price == book.price && read.addedAt == book.addedAt)
        }
    }

    @Test func documentsAreStoredInTheDeclaredForm() async throws {
        try await withDatabase { database in
            let book = try await Repository<Book>(database).create(Book(isbn: "1", title: "T"))
            let reply = try await database.run(["find": "books"])
            let stored = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.first?.documentValue
            let document = try #require(stored)
            #expect(document["_id"] == .objectID(book.id))
            #expect(document["author"] == .null)
            #expect(document["price"] == .decimal128(try #require(Decimal128("9.99"))))
            #expect(document["added_at"] == .date(book.addedAt))
        }
    }

    @Test func batchesMeetEachDocumentOnceThoughTheBodyChangesThem() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createMany((0..<7).map { Book(isbn: "\($0)", title: "T", copies: $0) })
            var sizes: [Int] = []
            var seen: [String] = []
            try await books.forEachBatch(of: \.copies >= 2, as: Book.self, size: 2) { batch in
                sizes.append(batch.count)
                seen += batch.map(\.isbn)
                try await books.updateMany(.isIn(\.id, batch.map(\.id)), .set(\.copies, 0))
            }
            #expect(sizes == [2, 2, 1])
            #expect(seen == ["2", "3", "4", "5", "6"])
        }
    }

    @Test func aMissingDocumentIsNil() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let missing = try await books.get(ObjectID())
            #expect(missing == nil)
            #expect(try await books.findOne(\.isbn == "none") == nil)
            #expect(try await books.findAll().isEmpty)
            #expect(try await books.count() == 0)
        }
    }

    @Test func pagesFollowTheOrderWithoutGapsOrRepetitions() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            for number in 0..<25 {
                try await books.create(Book(isbn: "\(number)", title: "T", copies: (number * 7) % 25))
            }
            var copies: [Int] = []
            for page in 0..<4 {
                let found = try await books.find(sort: [.ascending(\.copies)], skip: page * 8, limit: 8)
                copies += found.map(\.copies)
            }
            #expect(copies == Array(0..<25))
            #expect(try await books.find(sort: [.descending(\.copies)], limit: 1).first?.copies == 24)
            #expect(try await books.find(limit: 0).isEmpty)
        }
    }

    @Test func updateReplacesTheDocumentAndMissesADeletedOne() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            var book = try await books.create(Book(isbn: "1", title: "T"))
            book.title = "New"
            try await books.update(book)
            #expect(try await books.get(book.id)?.title == "New")
            #expect(try await books.delete(book))
            #expect(try await books.delete(book) == false)
            let error = await #expect(throws: MongoError.self) { try await books.update(book) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func aDocumentThatBreaksItsSchemaIsNotStored() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let error = await #expect(throws: MongoError.self) {
                try await books.create(Book(isbn: "1", title: " ", copies: -1))
            }
            #expect(error?.code == .invalidDocument)
            #expect(error?.violations.map(\.path) == [[.field("title")], [.field("copies")]])
            let count = try await books.count()
            #expect(count == 0)
        }
    }

    @Test func aStoredDocumentOfAnotherShapeIsAnErrorThatNamesItsField() async throws {
        try await withDatabase { database in
            let id = ObjectID()
            try await database.run([
                "insert": "books",
                "documents": [
                    ["_id": .objectID(id), "isbn": 7, "added_at": .date(.now), "price": 1, "extra": [1, 2]]
                ],
            ])
            let error = await #expect(throws: MongoError.self) { try await Repository<Book>(database).findAll() }
            #expect(error?.code == .decoding)
            #expect(error?.violations.map(\.path) == [[.field("isbn")], [.field("title")]])
            #expect(error?.debugDescription.contains(id.hexString) == true)
        }
    }

    @Test func aDuplicateKeyNamesTheField() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.createIndexes()
            let book = try await books.create(Book(isbn: "1", title: "T"))
            let other = try await books.create(Book(isbn: "2", title: "T"))
            let inserted = await #expect(throws: MongoError.self) {
                try await books.create(Book(isbn: "1", title: "T"))
            }
            #expect(inserted?.code == .duplicateKey && inserted?.duplicateKey?.fields == ["isbn"])
            let modified = await #expect(throws: MongoError.self) {
                try await books.findOneAndUpdate(\.id == other.id, .set(\.isbn, "1"))
            }
            #expect(modified?.code == .duplicateKey && modified?.duplicateKey?.fields == ["isbn"])
            let sameID = await #expect(throws: MongoError.self) { try await books.create(book) }
            #expect(sameID?.code == .duplicateKey)
            let text = String(describing: try #require(inserted))
            #expect(!text.contains("\"1\""))
        }
    }

    @Test func findOneAndUpdateIsAtomic() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let book = try await books.create(Book(isbn: "1", title: "T", copies: 10))
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await books.findOneAndUpdate(\.id == book.id && \.copies >= 1, .inc(\.copies, -1)) != nil
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 10)
            #expect(try await books.get(book.id)?.copies == 0)
        }
    }

    @Test func findOneAndUpdateReturnsTheStateThatIsAskedFor() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let book = try await books.create(Book(isbn: "1", title: "T", copies: 1))
            #expect(
                try await books.findOneAndUpdate(\.id == book.id, .inc(\.copies, 1), returning: .before)?.copies == 1)
            #expect(try await books.findOneAndUpdate(\.id == book.id, .inc(\.copies, 1))?.copies == 3)
            #expect(try await books.findOneAndUpdate(\.isbn == "none", .inc(\.copies, 1)) == nil)
            #expect(try await books.findOneAndDelete(\.isbn == "1")?.id == book.id)
            #expect(try await books.count() == 0)
        }
    }

    @Test func upsertInsertsOnceAndUpdatesAfterwards() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let date = Date(timeIntervalSince1970: 1)
            for expected in [true, false] {
                let result = try await books.updateOne(
                    \.isbn == "1", .inc(\.copies, 2), .setOnInsert(\.title, "T"), .setOnInsert(\.addedAt, date),
                    .setOnInsert(\.price, ExactDecimal(coefficient: 1, exponent: 0)), upsert: true)
                #expect(result.isUpserted == expected)
            }
            #expect(try await books.find().map(\.copies) == [4])
        }
    }

    @Test func arraysChangeInPlace() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let book = try await books.create(Book(isbn: "1", title: "T"))
            try await books.updateOne(\.id == book.id, .push(\.tags, Tag(name: "a", weight: 1)))
            try await books.updateOne(\.id == book.id, .push(\.tags, Tag(name: "b", weight: 1)))
            try await books.updateOne(
                \.id == book.id && .any(\.tags, \.name == "b"), .matched(\.tags, .inc(\.weight, 5)))
            #expect(try await books.get(book.id)?.tags == [Tag(name: "a", weight: 1), Tag(name: "b", weight: 6)])
            try await books.updateOne(\.id == book.id, .pull(\.tags, where: \.name == "a"))
            #expect(try await books.get(book.id)?.tags.map(\.name) == ["b"])
        }
    }

    @Test func updateManyAndDeleteTellHowMany() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            for number in 0..<5 { try await books.create(Book(isbn: "\(number)", title: "T", copies: number)) }
            let updated = try await books.updateMany(\.copies >= 3, .set(\.format, .audio))
            #expect(updated.matched == 2 && updated.modified == 2)
            #expect(try await books.updateMany(\.copies >= 3, .set(\.format, .audio)).modified == 0)
            #expect(try await books.delete(\.copies < 3).matched == 3)
            #expect(try await books.count() == 2)
        }
    }

    @Test func aggregationDecodesIntoStructs() async throws {
        struct Group: SchemaObject, Equatable {
            var format: Book.Format
            var copies: Int
            static let schema = Schema(Group.init) {
                Field("_id", \.format)
                Field("copies", \.copies)
            }
        }
        try await withDatabase { database in
            let books = Repository<Book>(database)
            for number in 1...4 {
                try await books.create(
                    Book(
                        isbn: "\(number)", title: "T", copies: number,
                        format: number.isMultiple(of: 2) ? .audio : .paper))
            }
            let groups = try await books.aggregate(
                Pipeline().group(by: .field(\Book.format), ["copies": .sum(.field(\Book.copies))])
                    .sort(.ascending(\Group.format)), as: Group.self)
            #expect(groups == [Group(format: .audio, copies: 6), Group(format: .paper, copies: 4)])
        }
    }

    @Test func aPropertyWithoutAFieldIsRefusedBeforeItReachesTheServer() async throws {
        try await withDatabase { database in
            let repository = Repository<Forgetful>(database)
            let error = await #expect(throws: MongoError.self) { try await repository.find(\.forgotten == "x") }
            #expect(error?.code == .invalidQuery)
            #expect(error?.detail.contains("Forgetful") == true)
            await #expect(throws: MongoError.self) { try await repository.updateOne(\.id == 1, .set(\.forgotten, "x")) }
            await #expect(throws: MongoError.self) { try await repository.find(sort: [.ascending(\.forgotten)]) }
        }
    }
}
