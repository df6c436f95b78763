import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import TestSupport
import Testing

@Suite struct RevisionTests {
    struct Note: Document {
        var id = ObjectID()
        var text: String
        var count = 0
        var revision = 0
        var createdAt = Date.distantPast
        var updatedAt = Date.distantPast

        static let schema = Schema("notes", Note.init) {
            Field("_id", \.id)
            Field("text", \.text)
            Field("count", \.count, default: 0)
            Field("revision", \.revision, default: 0).revision()
            Field("created_at", \.createdAt).setOnCreation()
            Field("updated_at", \.updatedAt).setOnChange()
        }

        mutating func willCreate() throws {
            if self.text == "refuse" { throw Refused() }
            self.text += "+"
        }
        mutating func willUpdate() { self.text += "*" }
        func willDelete() throws { if self.text.hasPrefix("keep") { throw Refused() } }
        func didCreate() async { await Self.hooks.note("created \(self.text)") }
        func didUpdate() async { await Self.hooks.note("updated \(self.text)") }
        func didDelete() async { await Self.hooks.note("deleted \(self.text)") }

        @TaskLocal static var hooks = HookLog()
    }

    struct Refused: Error {}

    actor HookLog {
        private(set) var lines: [String] = []
        func note(_ line: String) { self.lines.append(line) }
    }

    @Test func whoIsSlowerIsToldThatTheDocumentHasChanged() async throws {
        try await withDatabase { database in
            let notes = Repository<Note>(database)
            let stored = try await notes.create(Note(text: "a"))
            var (first, second) = (stored, stored)
            first.text = "first"
            second.text = "second"
            let updated = try await notes.update(first)
            #expect(updated.revision == 1)
            let error = await #expect(throws: MongoError.self) { try await notes.update(second) }
            #expect(error?.code == .changed)
            #expect(try await notes.get(stored.id)?.text == "first*")
            let again = try await notes.update(updated)
            #expect(again.revision == 2)
            try await notes.delete(stored)
            let gone = await #expect(throws: MongoError.self) { try await notes.update(again) }
            #expect(gone?.code == .notFound)
        }
    }

    @Test func changesOfFieldsCountToo() async throws {
        try await withDatabase { database in
            let notes = Repository<Note>(database)
            let stored = try await notes.create(Note(text: "a"))
            try await notes.updateOne(\.id == stored.id, .inc(\.count, 1))
            try await notes.updateMany(.all, .inc(\.count, 1))
            let found = try await notes.findOneAndUpdate(\.id == stored.id, .inc(\.count, 1))
            try await notes.bulkWrite([.updateOne(\.id == stored.id, [.inc(\.count, 1)])])
            #expect(found?.revision == 3)
            #expect(try await notes.get(stored.id)?.revision == 4)
            let error = await #expect(throws: MongoError.self) { try await notes.update(stored) }
            #expect(error?.code == .changed)
        }
    }

    @Test func changesByAPipelineCountToo() async throws {
        try await withDatabase { database in
            let notes = Repository<Note>(database)
            let stored = try await notes.create(Note(text: "a"))
            try await notes.updateOne(\.id == stored.id, Pipeline().stage(["$set": ["count": 4]]))
            try await notes.updateMany(.all, Pipeline().stage(["$set": ["count": 5]]))
            let changed = try #require(try await notes.get(stored.id))
            #expect(changed.count == 5 && changed.revision == 2 && changed.updatedAt >= stored.updatedAt)
            let error = await #expect(throws: MongoError.self) { try await notes.update(stored) }
            #expect(error?.code == .changed)
            try await notes.updateOne(
                \.text == "new", Pipeline().stage(["$set": ["updated_at": "$$NOW"]]), upsert: true)
            #expect(try #require(await notes.findOne(\.text == "new")).createdAt >= stored.createdAt)
        }
    }

    @Test func aDocumentFromBeforeTheRevisionIsUpdatedOnce() async throws {
        try await withDatabase { database in
            let date = BSONValue.date(.now)
            try await database.run([
                "insert": "notes", "documents": [["text": "old", "created_at": date, "updated_at": date]],
            ])
            let notes = Repository<Note>(database)
            let read = try #require(try await notes.findOne(\.text == "old"))
            #expect(try await notes.update(read).revision == 1)
            let error = await #expect(throws: MongoError.self) { try await notes.update(read) }
            #expect(error?.code == .changed)
        }
    }

    /// Of many who read, change and store at once, each takes effect once, and nobody's change is lost.
    @Test func rivalsNeverOverwriteOneAnother() async throws {
        try await withDatabase { database in
            let notes = Repository<Note>(database)
            let id = try await notes.create(Note(text: "a")).id
            let wins = try await parallel(20) { _ in
                for attempt in 1... {
                    var note = try #require(try await notes.get(id))
                    note.count += 1
                    do {
                        try await notes.update(note)
                        return attempt
                    } catch let error as MongoError where error.code == .changed {
                        continue
                    }
                }
                return 0
            }
            let note = try await notes.get(id)
            #expect(note?.count == 20 && note?.revision == 20)
            #expect(wins.count == 20)
        }
    }

    @Test func momentsAreSetByTheStore() async throws {
        try await withDatabase { database in
            let notes = Repository<Note>(database)
            let before = Date.now.addingTimeInterval(-1)
            let stored = try await notes.create(Note(text: "a"))
            #expect(stored.createdAt > before && stored.createdAt == stored.updatedAt)
            #expect(try await notes.get(stored.id)?.createdAt == stored.createdAt)
            try await notes.updateOne(\.id == stored.id, .set(\.updatedAt, before))
            #expect(try #require(await notes.get(stored.id)).updatedAt < stored.updatedAt)
            try await notes.updateOne(\.id == stored.id, .inc(\.count, 1))
            let changed = try #require(try await notes.get(stored.id))
            #expect(changed.updatedAt >= stored.updatedAt && changed.createdAt == stored.createdAt)
            let upserted = try await notes.findOneAndUpdate(\.count == 99, .set(\.text, "new"), upsert: true)
            #expect(upserted.map { $0.createdAt > before && $0.createdAt == $0.updatedAt } == true)
        }
    }

    @Test func hooksRunAroundTheirOperations() async throws {
        let log = HookLog()
        try await Note.$hooks.withValue(log) {
            try await withDatabase { database in
                let notes = Repository<Note>(database)
                let stored = try await notes.create(Note(text: "a"))
                #expect(stored.text == "a+")
                #expect(try await notes.get(stored.id)?.text == "a+")
                let updated = try await notes.update(stored)
                _ = try await notes.createMany([Note(text: "b"), Note(text: "keep")])
                #expect(try await notes.delete(updated))
                #expect(try await !notes.delete(updated))
                await #expect(throws: Refused.self) { try await notes.create(Note(text: "refuse")) }
                await #expect(throws: Refused.self) { try await notes.delete(Note(text: "keep")) }
                #expect(try await notes.count() == 2)
            }
        }
        #expect(await log.lines == ["created a+", "updated a+*", "created b+", "created keep+", "deleted a+*"])
    }
}
