import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Synchronization
import TestSupport
import Testing

@Suite struct ChangeStreamTests {
    @Test func everyChangeComesInOrder() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            var changes = try await books.changes().makeAsyncIterator()
            let book = try await books.create(Book(isbn: "1", title: "T", author: "A"))
            try await books.updateOne(\.id == book.id, .inc(\.copies, 2), .unset(\.author))
            var inserted = try #require(try await changes.next())
            #expect(inserted.kind == .insert && inserted.id == book.id && inserted.document?.title == "T")
            let updated = try #require(try await changes.next())
            #expect(updated.kind == .update && updated.document?.copies == 2)
            #expect(updated.updatedFields == ["copies"] && updated.removedFields == ["author"])
            try await books.update(book)
            let replaced = try #require(try await changes.next())
            #expect(replaced.kind == .replace && replaced.document?.copies == 0)
            try await books.delete(book)
            let deleted = try #require(try await changes.next())
            #expect(deleted.kind == .delete && deleted.id == book.id && deleted.document == nil)
            for number in 0..<200 { try await books.create(Book(isbn: "\(number)", title: "T")) }
            for number in 0..<200 {
                inserted = try #require(try await changes.next())
                #expect(inserted.document?.isbn == "\(number)")
            }
        }
    }

    @Test func aLookThatFindsNothingConfirmsWhatCameBefore() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            var changes = try await books.changes().makeAsyncIterator()
            try await books.create(Book(isbn: "1", title: "T"))
            let created = ContinuousClock.now
            var isTold = false
            while true {
                switch try await changes.nextTurn() {
                case .change(let change, _):
                    #expect(change.document?.isbn == "1" && !isTold)
                    isTold = true
                case .nothing(let instant) where instant > created:
                    #expect(isTold)
                    return
                case .nothing: break
                case .end:
                    Issue.record("The collection is there")
                    return
                }
            }
        }
    }

    /// Without a look that finds nothing, because there is always something.
    @Test func aStreamThatIsNeverSilentConfirmsWhatCameBefore() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            var changes = try await books.changes().makeAsyncIterator()
            let confirmed = Confirmed()
            let writers = (0..<4).map { writer in
                Task {
                    var number = 0
                    while !Task.isCancelled {
                        let isbn = "\(writer)-\(number)"
                        try await books.create(Book(isbn: isbn, title: "T"))
                        confirmed.times.withLock { $0[isbn] = .now }
                        number += 1
                    }
                }
            }
            defer { for writer in writers { writer.cancel() } }
            let start = ContinuousClock.now
            var (before, told) = (start, Set<String>())
            while before < start + .seconds(1) {
                try #require(.now < start + .seconds(60), "\(told.count) changes")
                guard case .change(let change, let instant) = try await changes.nextTurn() else { continue }
                told.insert(change.document?.isbn ?? "")
                guard let instant else { continue }
                #expect(instant >= before)
                before = instant
                let missing = confirmed.times.withLock { $0.filter { $0.value < instant && !told.contains($0.key) } }
                #expect(missing.isEmpty)
            }
        }
    }

    @Test func anIterationGoesOnFromAStoredToken() async throws {
        struct Place: Document {
            var id = "books"
            var token: ResumeToken
            static let schema = Schema("places", Place.init) {
                Field("_id", \.id)
                Field("token", \.token)
            }
        }
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let places = Repository<Place>(database)
            let stream = try await books.changes()
            for number in 0..<5 { try await books.create(Book(isbn: "\(number)", title: "T")) }
            for try await change in stream where change.document?.isbn == "1" {
                try await places.create(Place(token: change.token))
                break
            }
            let place = try #require(try await places.get("books"))
            var isbns: [String] = []
            for try await change in try await books.changes(after: place.token) {
                isbns.append(change.document?.isbn ?? "")
                if isbns.count == 3 { break }
            }
            #expect(isbns == ["2", "3", "4"])
            // The stream as such is a value: it begins where it began.
            var again = stream.makeAsyncIterator()
            #expect(try await again.next()?.document?.isbn == "0")
        }
    }

    @Test func aPipelineSelects() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let wanted = Pipeline().stage(["$match": ["operationType": "delete"]])
            var changes = try await books.changes(wanted).makeAsyncIterator()
            let book = try await books.create(Book(isbn: "1", title: "T"))
            try await books.delete(book)
            #expect(try await changes.next()?.kind == .delete)
        }
    }

    @Test func theEndOfTheCollectionEndsTheStream() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "T"))
            let stream = try await books.changes()
            try await database.run(["drop": "books"])
            var kinds: [Change<Book>.Kind] = []
            for try await change in stream { kinds.append(change.kind) }
            #expect(kinds == [.drop, .invalidate])
        }
    }

    @Test func aDocumentOfAnotherShapeIsAnErrorAndCanBePassed() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            var changes = try await books.changes().makeAsyncIterator()
            try await database.run(["insert": "books", "documents": [["isbn": 7]]])
            try await books.create(Book(isbn: "1", title: "T"))
            do {
                _ = try await changes.next()
                Issue.record("a document without a title was read")
            } catch let error as MongoError {
                #expect(error.code == .decoding)
            }
            #expect(try await changes.next()?.document?.isbn == "1")
        }
    }

    @Test func aLostCursorIsReplaced() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            var changes = try await books.changes().makeAsyncIterator()
            try await books.create(Book(isbn: "1", title: "T"))
            #expect(try await changes.next()?.document?.isbn == "1")
            // The server forgets the cursor, as a new primary would not know it.
            let admin = database.client.database("admin")
            let reply = try await admin.run([
                "aggregate": 1, "cursor": [:],
                "pipeline": [
                    ["$currentOp": ["idleCursors": true, "allUsers": true]],
                    ["$match": ["ns": .string("\(database.name).books"), "cursor.tailable": true]],
                ],
            ])
            let cursors = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap {
                $0.documentValue?["cursor"]?.documentValue?["cursorId"]
            }
            #expect(cursors?.count == 1)
            try await database.run(["killCursors": "books", "cursors": .array(cursors ?? [])])
            try await books.create(Book(isbn: "2", title: "T"))
            #expect(try await changes.next()?.document?.isbn == "2")
        }
    }

    @Test func streamsTakeNoConnectionOfThePoolAndAreLimited() async throws {
        let settings = MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60), changeStreamLimit: 3)
        let client = try MongoClient(settings)
        try await withDatabase(client: client) { database in
            let books = Repository<Book>(database)
            let stream = try await books.changes()
            let readers = (0..<3).map { _ in
                Task {
                    for try await change in stream { return change.document?.isbn }
                    return nil
                }
            }
            // The pool's one connection is free all the time.
            for _ in 0..<20 { try await client.ping() }
            try await eventually {
                var more = stream.makeAsyncIterator()
                do {
                    _ = try await more.next()
                } catch let error as MongoError {
                    return error.code == .overloaded
                }
                return false
            }
            readers[0].cancel()
            await #expect(throws: CancellationError.self) { try await readers[0].value }
            // The thread of the cancelled one ends by itself, so that another can begin.
            try await books.create(Book(isbn: "1", title: "T"))
            try await eventually {
                var more = stream.makeAsyncIterator()
                do {
                    return try await more.next()?.document?.isbn == "1"
                } catch let error as MongoError where error.code == .overloaded {
                    return false
                }
            }
            for reader in readers.dropFirst() { #expect(try await reader.value == "1") }
        }
        await client.shutDown()
    }

    @Test func aShutdownEndsTheStreams() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(600)))
        try await withDatabase(client: client) { database in
            var changes = try await Repository<Book>(database).changes().makeAsyncIterator()
            let reader = Task { try await changes.next()?.kind }
            await client.shutDown()
            let error = await #expect(throws: MongoError.self) { try await reader.value }
            #expect(error?.code == .shutDown)
        }
    }
}

/// When writes were confirmed.
private final class Confirmed: Sendable {
    let times = Mutex<[String: ContinuousClock.Instant]>([:])
}
