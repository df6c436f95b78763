import BSON
import MongoODM
import MongoTestSupport
import Schemas
import TestSupport
import Testing

/// The changes of several collections in one stream.
@Suite struct DatabaseChangeTests {
    private func selecting(_ names: String...) -> Pipeline {
        Pipeline().stage(["$match": ["ns.coll": ["$in": .array(names.map { .string($0) })]]])
    }

    /// The next changes, as far as they are there.
    private func read(_ count: Int, _ changes: inout DatabaseChanges) async throws -> [DatabaseChange] {
        var read: [DatabaseChange] = []
        while read.count < count {
            guard case .change(let change) = try await changes.nextTurn() else { continue }
            read.append(change)
        }
        return read
    }

    /// Changes of two collections, some of them in one transaction.
    private func change(_ books: Repository<Book>, _ others: Repository<Book>) async throws {
        for number in 0..<3 {
            try await books.create(Book(isbn: "\(number)", title: "T"))
            try await books.database.client.transaction { transaction in
                try await others.create(Book(isbn: "\(number)", title: "T"), in: transaction)
                try await books.updateOne(\.isbn == "\(number)", .inc(\.copies, 1), in: transaction)
                try await others.updateOne(\.isbn == "\(number)", .inc(\.copies, 1), in: transaction)
            }
        }
    }

    @Test func allCollectionsAreToldInOrder() async throws {
        try await withDatabase { database in
            let (books, others) = (Repository<Book>(database), Repository<Book>(database, collection: "others"))
            var changes = try await database.changes(self.selecting("books", "others"))
            try await self.change(books, others)
            let told = try await self.read(12, &changes)
            #expect(told.map(\.collection) == (0..<3).flatMap { _ in ["books", "others", "books", "others"] })
            let places = told.compactMap(\.token.text)
            #expect(places == places.sorted() && Set(places).count == 12)
            let read = try told.compactMap { try books.change(in: $0) }
            #expect(read.map(\.kind) == [.insert, .update, .insert, .update, .insert, .update])
            #expect(read.map { $0.document?.isbn } == ["0", "0", "1", "1", "2", "2"])
            #expect(read[0].id == told[0].id?.objectIDValue && read[1].updatedFields == ["copies"])
        }
    }

    /// Also behind a change that the pipeline leaves out, and in the middle of a transaction.
    @Test func anotherSelectionGoesOnAtAnyPlace() async throws {
        try await withDatabase { database in
            let (books, others) = (Repository<Book>(database), Repository<Book>(database, collection: "others"))
            var changes = try await database.changes(self.selecting("books", "others"))
            let start = changes.place
            try await self.change(books, others)
            let told = try await self.read(12, &changes)
            for place in [start] + told.map(\.token) {
                for name in ["books", "others"] {
                    let rest = told.filter { $0.collection == name && place < $0.token }.map(\.token)
                    var again = try await database.changes(after: place, self.selecting(name))
                    let tokens = try await self.read(rest.count, &again).map(\.token)
                    #expect(tokens == rest)
                }
            }
        }
    }

    @Test func placesAreTextsThatCanBeChecked() async throws {
        try await withDatabase { database in
            let (earlier, later) = (try await database.presentPlace(), try await database.presentPlace())
            let text = try #require(earlier.text)
            #expect(ResumeToken(text: text) == earlier && !(later < earlier))
            for wrong in ["", "82", "x", text.lowercased() + "a", String(text.dropLast()), text + "ä", "83" + text] {
                #expect(ResumeToken(text: wrong) == nil, "\(wrong)")
            }
        }
    }
}
