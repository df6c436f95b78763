import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Synchronization
import Testing

@Suite struct QueryTests {
    /// Numbers of the books that a query finds among five.
    private func found(_ query: Query<Book>) async throws -> [String] {
        let found = Mutex<[String]>([])
        try await withDatabase { database in
            let books = Repository<Book>(database)
            try await books.create(Book(isbn: "1", title: "Swift in Depth", author: "Ann", copies: 1))
            try await books.create(
                Book(
                    isbn: "2", title: "The C++ Way", author: "Bob", copies: 2,
                    publisher: Publisher(name: "Aschehoug", city: "Oslo")))
            try await books.create(Book(isbn: "3", title: "50% off (really)", author: nil, copies: 3))
            try await books.create(
                Book(isbn: "4", title: "swift\\path", author: "Ann", copies: 4, tags: [Tag(name: "x", weight: 1)]))
            try await books.create(
                Book(
                    isbn: "5", title: "ÉCOLE", author: "Cy", copies: 5,
                    tags: [Tag(name: "x", weight: 9), Tag(name: "y", weight: 1)]))
            let result = try await books.find(query, sort: [.ascending(\.isbn)])
            #expect(try await books.count(query) == result.count)
            found.withLock { $0 = result.map(\.isbn) }
        }
        return found.withLock { $0 }
    }

    @Test func comparisons() async throws {
        #expect(try await self.found(\.isbn == "2") == ["2"])
        #expect(try await self.found(\.author == nil) == ["3"])
        #expect(try await self.found(\.author != "Ann") == ["2", "3", "5"])
        #expect(try await self.found(\.copies > 3) == ["4", "5"])
        #expect(try await self.found(\.copies >= 3 && \.copies < 5) == ["3", "4"])
        #expect(try await self.found(\.copies <= 1) == ["1"])
        #expect(try await self.found(.isIn(\.copies, [1, 5, 9])) == ["1", "5"])
        #expect(try await self.found(.isIn(\.copies, [])) == [])
        #expect(try await self.found(.isNotIn(\.copies, [1, 2, 3])) == ["4", "5"])
        #expect(try await self.found(.exists(\.author, false)) == [])
        #expect(try await self.found(\.publisher.city == "Oslo") == ["2"])
        #expect(try await self.found(\.publisher.name != "Aschehoug" && \.copies == 2) == [])
        #expect(try await self.found(\.format == .audio) == [])
        #expect(try await self.found(\.price == ExactDecimal(coefficient: 9990, exponent: -3)).count == 5)
    }

    @Test func combinations() async throws {
        #expect(try await self.found(\.author == "Ann" || \.copies == 5) == ["1", "4", "5"])
        #expect(try await self.found(!(\.author == "Ann")) == ["2", "3", "5"])
        #expect(try await self.found(\.author == "Ann" && (\.copies == 4 || \.copies == 5)) == ["4"])
        #expect(try await self.found(\.copies > 1 && \.copies > 2 && \.copies > 3) == ["4", "5"])
        #expect(
            try await self.found((\.copies == 1 || \.copies == 2) && (\.author == "Bob" || \.author == "Cy")) == ["2"])
        #expect(try await self.found(.all).count == 5)
        #expect(try await self.found(.all && \.isbn == "1") == ["1"])
        #expect(try await self.found(.raw(["copies": ["$mod": [2, 0]]]) && \.author == "Ann") == ["4"])
    }

    @Test(arguments: [
        ("swift", ["1", "4"]), ("SWIFT", ["1", "4"]), ("c++", ["2"]), ("50%", ["3"]), ("(really)", ["3"]),
        (".", []), (".*", []), ("^Swift", []), ("$", []), ("\\", ["4"]), ("t\\p", ["4"]), ("[a-z]", []), ("|", []),
        ("a|b", []), ("école", ["5"]), ("\0", []), ("t\0\\p", []), ("{1}", []), ("(", ["3"]), ("\\Q", []),
    ])
    func aSearchTakesEveryCharacterLiterally(text: String, expected: [String]) async throws {
        #expect(try await self.found(.contains(\.title, text)) == expected)
    }

    @Test func searchingAnOptionalAndWithLetterCase() async throws {
        #expect(try await self.found(.contains(\.author, "NN")) == ["1", "4"])
        #expect(try await self.found(.contains(\.title, "swift", ignoringCase: false)) == ["4"])
        #expect(try await self.found(.begins(\.title, with: "50% off (")) == ["3"])
        #expect(try await self.found(.begins(\.title, with: "swift i")) == [])
        #expect(try await self.found(.matches(\.title, pattern: "^swift.(i|p)", ignoringCase: true)) == ["1", "4"])
    }

    @Test func arrays() async throws {
        #expect(try await self.found(.any(\.tags, \.name == "x")) == ["4", "5"])
        #expect(try await self.found(.any(\.tags, \.name == "y" && \.weight == 9)) == [])
        #expect(try await self.found(.none(\.tags, \.name == "y")) == ["1", "2", "3", "4"])
        #expect(try await self.found(.count(\.tags, is: 1)) == ["4"])
        #expect(try await self.found(.hasElement(\.tags, at: 0)) == ["4", "5"])
        #expect(try await self.found(.hasElement(\.tags, at: 1)) == ["5"])
        #expect(try await self.found(.has(\.tags, Tag(name: "x", weight: 9))) == ["5"])
        let both = [Tag(name: "y", weight: 1), Tag(name: "x", weight: 9)]
        #expect(try await self.found(.hasAll(\.tags, both)) == ["5"])
    }

    @Test func whatCannotBeEncodedIsNotSent() async throws {
        try await withDatabase { database in
            let books = Repository<Book>(database)
            let broken: BSONDocument = ["a\0b": 1]
            let query = await #expect(throws: MongoError.self) { try await books.count(.raw(broken)) }
            let command = await #expect(throws: MongoError.self) { try await database.run(broken) }
            #expect(query?.code == .invalidQuery && command?.code == .invalidQuery)
            let pipeline = Pipeline().stage(["$match": .document(broken)])
            await #expect(throws: MongoError.self) { try await books.aggregate(pipeline, as: Book.self) }
        }
    }

    @Test func aValueIsNeverAnOperator() async throws {
        // What an attacker would like to be read as an operator is compared as the text that it is.
        #expect(try await self.found(\.isbn == "{\"$gt\": \"\"}") == [])
        #expect(try await self.found(\.author == "$where") == [])
    }
}
