import BSON
import InMemoryLogging
import Logging
import MongoODM
import MongoTestSupport
import TestSupport
import Testing

@Suite struct ConnectionStringTests {
    // MARK: What can't be meant

    @Test(arguments: ["w=0", "w=0&journal=false", "safe=false", "w=-1"])
    func unconfirmedWritesAreRefused(option: String) {
        let error = #expect(throws: MongoError.self) {
            try MongoClient(MongoSettings(uri: "mongodb://localhost/x?\(option)"))
        }
        #expect(error?.code == .invalidURI)
    }

    @Test func aRefusalOfUnconfirmedWritesSaysWhatToDo() {
        let error = #expect(throws: MongoError.self) {
            try MongoClient(MongoSettings(uri: "mongodb://localhost/x?w=0"))
        }
        #expect(error?.description.contains("leave that out, and writes wait for a majority") == true)
    }

    @Test(arguments: ["linearizable", "snapshot", "nonsense"])
    func aReadConcernThatCanNotHoldForEveryReadIsRefused(level: String) {
        let error = #expect(throws: MongoError.self) {
            try MongoClient(MongoSettings(uri: "mongodb://localhost/x?readConcernLevel=\(level)"))
        }
        #expect(error?.code == .invalidURI)
    }

    // MARK: What does not count

    @Test(arguments: [
        "readPreference=nearest", "readPreference=secondaryPreferred&readPreferenceTags=dc:east",
        "readPreference=secondary&maxStalenessSeconds=120", "readConcernLevel=available", "readConcernLevel=local",
        "readConcernLevel=majority", "readConcernLevel=available&readPreference=nearest", "journal=false",
        "journal=true", "w=1", "w=majority", "w=majority&wtimeoutMS=5000", "wtimeoutMS=5000", "retryWrites=false",
        "retryReads=false", "directConnection=true", "safe=true",
    ])
    func everyOperationWorksWhateverTheOptionsAre(options: String) async throws {
        let client = try MongoClient(
            MongoSettings(
                uri: TestServer.uri + "&" + options, poolSize: 2, timeout: .seconds(60),
                monitoring: MongoMonitoring(logger: Logger(label: "test") { _ in InMemoryLogHandler() })))
        try await withDatabase(client: client) { database in
            try await client.verify()
            let books = Repository<Book>(database)
            var changes = try await books.changes().makeAsyncIterator()
            let book = try await books.create(Book(isbn: "1", title: "T"))
            #expect(try await books.get(book.id)?.isbn == "1")
            #expect(try await books.find(\.title == "T").count == 1)
            #expect(try await books.count() == 1)
            #expect(try await books.distinct(\.title) == ["T"])
            #expect(try await books.findOneAndUpdate(\.id == book.id, .inc(\.copies, 2))?.copies == 2)
            try await books.createMany([Book(isbn: "2", title: "T"), Book(isbn: "3", title: "T")])
            // A transaction reads what a majority has, which writes with w=1 do not wait for.
            try await eventually { try await client.transaction { try await books.count(in: $0) } == 3 }
            try await client.transaction { transaction in
                #expect(try await books.findOne(\.isbn == "2", in: transaction) != nil)
                try await books.updateOne(\.isbn == "2", .inc(\.copies, 1), in: transaction)
            }
            var streamed = 0
            for try await _ in try books.stream() { streamed += 1 }
            #expect(streamed == 3)
            #expect(try await changes.next()?.id == book.id)
        }
        await client.shutDown()
    }

    @Test(arguments: [
        ("readPreference=nearest", "readPreference does not count"),
        ("readConcernLevel=available", "readConcernLevel=available does not count"),
        ("journal=false", "journal=false does not count"), ("w=1", "w=1 lets a write be confirmed"),
    ])
    func aWarningSaysWhatDoesNotCount(option: String, warning: String) throws {
        let messages = try self.warnings(option)
        #expect(messages.count == 1)
        #expect(messages.first?.contains(warning) == true)
    }

    @Test(arguments: [
        "", "w=majority", "wtimeoutMS=1000", "journal=true", "readPreference=primary", "retryWrites=false",
    ])
    func whatTakesNoPromiseAwayGivesNoWarning(option: String) throws {
        #expect(try self.warnings(option) == [])
    }

    private func warnings(_ option: String) throws -> [String] {
        let log = InMemoryLogHandler()
        let monitoring = MongoMonitoring(logger: Logger(label: "test") { _ in log })
        _ = try MongoClient(MongoSettings(uri: "mongodb://localhost/x?\(option)", monitoring: monitoring))
        return log.entries.filter { $0.level == .warning }.map { "\($0.message)" }
    }

    @Test(arguments: [
        ("", true), ("wtimeoutMS=5000", true), ("journal=true", true), ("journal=false", true), ("w=majority", true),
        ("w=1", false), ("w=2&wtimeoutMS=100", false), ("w=somewhere", false),
    ])
    func writesWaitForAMajorityUnlessANumberOrATagIsAskedFor(options: String, waits: Bool) throws {
        let client = try MongoClient(MongoSettings(uri: "mongodb://localhost/x?\(options)"))
        #expect(client.writesWaitForMajority == waits)
    }

    // MARK: Passwords

    @Test(arguments: [
        "mongodb://shop:top@secret@localhost/x", "mongodb://shop:secret/top@localhost/x",
        "mongodb://secret@a@localhost",
        "mongodb://shop:12/secret@localhost/x", "mongodb://shop:top?a@secret@localhost/x",
        "mongodb://shop:top/a?secret@localhost/x", "mongodb://shop:top/a?secret=1&b@localhost/x",
        "mongodb://shop:top:secret@localhost/x", "mongodb://shop:secret%zz@localhost/x", "mongodb://shop:secret",
        "mongodb://shop:secret,localhost/x", "secret", "'secret'", "mongodb://secret:99999999/x", "secret://localhost",
        "mongodb+srv://shop:secret@localhost/x", "mongodb://localhost/x?authMechanism=secret",
        "mongodb://localhost/se\"cret\"?w=secret=1",
    ])
    func aPasswordThatIsNotEscapedIsNotShown(uri: String) {
        let log = InMemoryLogHandler()
        let monitoring = MongoMonitoring(logger: Logger(label: "test") { _ in log })
        let error = #expect(throws: MongoError.self) {
            try MongoClient(MongoSettings(uri: uri, monitoring: monitoring))
        }
        #expect(error?.code == .invalidURI)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.debugDescription.contains("secret") == false)
        #expect("\(log.entries)".contains("secret") == false)
    }

    @Test func moreThanOneAtSignIsRefusedWithTheWayToWriteIt() {
        let error = #expect(throws: MongoError.self) {
            try MongoClient(MongoSettings(uri: "mongodb://shop:top@tail@localhost/x"))
        }
        #expect(error?.description.contains("write %40 for '@'") == true)
    }

    @Test(arguments: [
        "mongodb://shop:top%40tail@localhost/x", "mongodb://localhost/x?appName=me@here",
        "mongodb://shop:a%2Fb%3F@localhost/x?authSource=admin",
    ])
    func anAtSignWhereItMayStandIsTaken(uri: String) throws {
        let client = try MongoClient(MongoSettings(uri: uri))
        #expect(client.defaultDatabase.name == "x")
    }

    @Test func theNameOfAnOptionIsShown() {
        let error = #expect(throws: MongoError.self) {
            try MongoClient(MongoSettings(uri: "mongodb://localhost/x?connectTimeoutMS=soon"))
        }
        #expect(error?.description.lowercased().contains("connecttimeoutms") == true)
    }
}
