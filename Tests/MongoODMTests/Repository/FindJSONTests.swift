import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Synchronization
import Testing

/// Lists as the JSON that others see.
@Suite struct FindJSONTests {
    @Test func theTextIsWhatTheModelsWouldWrite() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            for number in 0..<5 {
                try await books.create(
                    Book(
                        isbn: "\(number)", title: "Émile \"☃\"\n", author: number == 1 ? "Jean" : nil, copies: number,
                        tags: [Tag(name: "a", weight: number), Tag(name: "", weight: -2)], format: .audio))
            }
            for (skip, limit) in [(0, 100), (1, 2), (5, 10), (0, 0)] {
                let found = try await books.findJSON(
                    \.copies >= 0, sort: [.descending(\.copies)], skip: skip, limit: limit)
                let models = try await books.find(
                    \.copies >= 0, sort: [.descending(\.copies)], skip: skip, limit: limit)
                #expect(String(decoding: found.bytes, as: UTF8.self) == String(decoding: models.json(), as: UTF8.self))
            }
        }
    }

    @Test func documentsOfOtherProgramsAreReadAsAWhole() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let stored: [BSONValue] = [
                [
                    "title": "Backwards", "isbn": "1", "price": .double(9.5), "_id": .objectID(ObjectID()),
                    "added_at": .date(Date(timeIntervalSince1970: 2)),
                ],
                [
                    "_id": .objectID(ObjectID()), "isbn": "2", "title": "Old", "author": .null, "shelf": ["row": 7],
                    "price": .int32(3), "added_at": .date(Date(timeIntervalSince1970: 1)),
                ],
            ]
            try await database.run(["insert": "books", "documents": .array(stored)])
            try await books.create(Book(isbn: "3", title: "New"))
            let found = try await books.findJSON(sort: [.ascending(\.isbn)])
            let models = try await books.find(sort: [.ascending(\.isbn)])
            #expect(try found.decoded().map(\.title) == ["Backwards", "Old", "New"])
            #expect(String(decoding: found.bytes, as: UTF8.self) == String(decoding: models.json(), as: UTF8.self))
        }
    }

    @Test func whatNoModelCanReadIsLeftOutOrRefused() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "First"))
            try await database.run([
                "insert": "books", "documents": [["_id": .objectID(ObjectID()), "isbn": "2", "title": "No price"]],
            ])
            try await books.create(Book(isbn: "3", title: "Last"))
            let reported = Mutex(0)
            let lenient = books.leavingOutUnreadable { _ in reported.withLock { $0 += 1 } }
            #expect(try await lenient.findJSON(sort: [.ascending(\.isbn)]).decoded().map(\.title) == ["First", "Last"])
            #expect(reported.withLock { $0 } == 1)
            await #expect { try await books.findJSON() } throws: { ($0 as? MongoError)?.code == .decoding }
        }
    }
}
