import BSON
import FoundationEssentials
import MongoODM
import MongoTestSupport
import Payments
import Schemas
import ShopCore
import TestSupport
import Testing

@Suite struct PaymentEventsTests {
    @Test func anEventThatComesAgainIsDealtWithOnce() async throws {
        try await withEvents { events, notes in
            let event = PaymentEvent.test
            let first = try await events.once(event, of: "stripe") { try await notes.add(in: $0) }
            let second = try await events.once(event, of: "stripe") { try await notes.add(in: $0) }
            #expect(first && !second)
            #expect(try await notes.count() == 1)
        }
    }

    @Test func anEventThatComesManyTimesAtOnceIsDealtWithOnce() async throws {
        try await withEvents { events, notes in
            let event = PaymentEvent.test
            let done = try await parallel(12) { _ in
                try await events.once(event, of: "stripe") { try await notes.add(in: $0) }
            }
            #expect(done.count(where: { $0 }) == 1)
            #expect(try await notes.count() == 1)
        }
    }

    @Test func anEventWhoseWorkFailedMayComeAgain() async throws {
        try await withEvents { events, notes in
            let event = PaymentEvent.test
            await #expect(throws: Broken.self) {
                try await events.once(event, of: "stripe") {
                    try await notes.add(in: $0)
                    throw Broken()
                }
            }
            #expect(try await notes.count() == 0)
            let isDone = try await events.once(event, of: "stripe") { try await notes.add(in: $0) }
            #expect(isDone)
            #expect(try await notes.count() == 1)
        }
    }

    @Test func aDuplicateInTheWorkItselfIsNotTakenForTheEvents() async throws {
        try await withEvents { events, notes in
            let note = Note()
            _ = try await notes.notes.create(note)
            await #expect(throws: MongoError.self) {
                try await events.once(.test, of: "stripe") { _ = try await notes.notes.create(note, in: $0) }
            }
        }
    }

    @Test func theSameIdFromAnotherGatewayIsAnotherEvent() async throws {
        try await withEvents { events, _ in
            let first = try await events.once(.test, of: "stripe") { _ in }
            let second = try await events.once(.test, of: "other") { _ in }
            #expect(first && second)
        }
    }

    @Test func eventsAreForgottenAMonthLater() async throws {
        try await withDatabase { database in
            let collections = Collections(database)
            _ = PaymentEvents(collections)
            for collection in collections.all { _ = try await collection.createIndexes() }
            let reply = try await database.run(["listIndexes": "payment_events", "cursor": [:]])
            let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
            #expect(indexes.compactMap { $0["expireAfterSeconds"]?.intValue } == [2_592_000])
        }
    }

    private struct Broken: Error {}

    private func withEvents(_ body: @Sendable (PaymentEvents, Notes) async throws -> Void) async throws {
        try await withDatabase { database in
            let collections = Collections(database)
            let events = PaymentEvents(collections)
            let notes = Notes(notes: collections.repository())
            for collection in collections.all { _ = try await collection.createIndexes() }
            // A collection is not made in a transaction that others are waiting for.
            _ = try await notes.notes.create(Note(id: ObjectID(), isKept: false))
            try await body(events, notes)
        }
    }
}

/// Work that an event leads to.
private struct Note: Document {
    var id = ObjectID()
    var isKept = true

    static let schema = Schema("notes", Note.init) {
        Field("_id", \.id)
        Field("is_kept", \.isKept)
    }
}

private struct Notes: Sendable {
    let notes: Repository<Note>

    func add(in transaction: Transaction) async throws { _ = try await self.notes.create(Note(), in: transaction) }
    func count() async throws -> Int { try await self.notes.count(\.isKept == true) }
}

extension PaymentEvent {
    fileprivate static let test = PaymentEvent(
        id: "evt_1", kind: .paid, intentID: "pi_1", orderID: ObjectID(), createdAt: .now)
}
