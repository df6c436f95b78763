import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Synchronization
import TestSupport
import Testing

@Suite struct MigratorTests {
    private struct Refusal: Error {}

    /// What migrations did, in order.
    private final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { self.lines.withLock { $0.append(line) } }
        var all: [String] { self.lines.withLock { $0 } }

        func migration(_ version: Int) -> Migration {
            Migration(version, "step \(version)") { _ in
                self.add("up \(version)")
            } down: { _ in
                self.add("down \(version)")
            }
        }
    }

    @Test func migrationsGoForwardAndBackInOrder() async throws {
        let notes = Notes()
        try await withDatabase { database in
            let migrator = Migrator(database, [notes.migration(20), notes.migration(3), notes.migration(10)])
            let first = try await migrator.status()
            #expect(first.map(\.appliedAt) == [nil, nil, nil])
            #expect(try await migrator.up(to: 10) == [3, 10])
            #expect(try await migrator.up() == [20])
            #expect(try await migrator.up() == [])
            #expect(try await migrator.status().allSatisfy { $0.appliedAt != nil && $0.isKnown })
            #expect(try await migrator.down(to: 3) == [20, 10])
            #expect(try await migrator.status().map { $0.appliedAt != nil } == [true, false, false])
            #expect(try await migrator.up() == [10, 20])
            #expect(try await migrator.down(to: 0) == [20, 10, 3])
        }
        #expect(
            notes.all == [
                "up 3", "up 10", "up 20", "down 20", "down 10", "up 10", "up 20", "down 20", "down 10", "down 3",
            ])
    }

    @Test func oneAddedBelowTheLatestIsAppliedToo() async throws {
        let notes = Notes()
        try await withDatabase { database in
            try await Migrator(database, [notes.migration(1), notes.migration(3)]).up()
            let later = Migrator(database, [notes.migration(1), notes.migration(2), notes.migration(3)])
            let done = try await later.up()
            #expect(done == [2])
        }
    }

    @Test func ofManyInstancesOneMigrates() async throws {
        let notes = Notes()
        try await withDatabase { database in
            let done = try await parallel(12) { _ in
                try await Migrator(database, [notes.migration(1), notes.migration(2)]).up()
            }
            #expect(done.filter { !$0.isEmpty } == [[1, 2]])
        }
        #expect(notes.all == ["up 1", "up 2"])
    }

    @Test func aFailureStopsThereAndGivesTheLockBack() async throws {
        let notes = Notes()
        let broken = Migration(2, "broken") { _ in throw Refusal() }
        try await withDatabase { database in
            let migrator = Migrator(database, [notes.migration(1), broken, notes.migration(3)])
            await #expect(throws: Refusal.self) { try await migrator.up() }
            let status = try await migrator.status()
            #expect(status.map { $0.appliedAt != nil } == [true, false, false])
            let repaired = Migrator(database, [notes.migration(1), notes.migration(2), notes.migration(3)])
            #expect(try await repaired.up(timeout: .zero) == [2, 3])
        }
        #expect(notes.all == ["up 1", "up 2", "up 3"])
    }

    @Test func whatHasNoWayBackOrIsUnknownIsSaidBeforeAnythingIsDone() async throws {
        let notes = Notes()
        let oneWay = Migration(2, "one way") { _ in }
        try await withDatabase { database in
            let migrator = Migrator(database, [notes.migration(1), oneWay, notes.migration(3)])
            try await migrator.up()
            let irreversible = await #expect(throws: MigrationError.self) { try await migrator.down(to: 0) }
            #expect(irreversible?.reason == .irreversible(version: 2))
            let older = Migrator(database, [notes.migration(1)])
            #expect(try await older.status().map(\.isKnown) == [true, false, false])
            #expect(try await older.up() == [])
            let unknown = await #expect(throws: MigrationError.self) { try await older.down(to: 0) }
            #expect(unknown?.reason == .unknown(version: 3))
        }
        #expect(notes.all == ["up 1", "up 3"])
    }

    @Test func theLockOfAnInstanceThatDiedRunsOut() async throws {
        let notes = Notes()
        try await withDatabase { database in
            let lockOfADeadInstance: BSONValue = [
                "_id": "lock", "holder": .objectID(ObjectID()), "until": .date(.now.addingTimeInterval(600)),
            ]
            try await database.run(["insert": "migration_lock", "documents": [lockOfADeadInstance]])
            let migrator = Migrator(database, [notes.migration(1)])
            let error = await #expect(throws: MigrationError.self) { try await migrator.up(timeout: .zero) }
            #expect(error?.reason == .locked)
            let itsTimeIsOver: BSONValue = ["$set": ["until": .date(.now.addingTimeInterval(-1))]]
            try await database.run(["update": "migration_lock", "updates": [["q": [:], "u": itsTimeIsOver]]])
            let done = try await migrator.up()
            #expect(done == [1])
        }
    }

    @Test func whoLosesTheLockIsCancelledAndRecordsNothing() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let endless = Migration(1, "endless") { _ in
            start.finish()
            try await Task.sleep(for: .seconds(600))
        }
        try await withDatabase { database in
            let migrator = Migrator(database, [endless], lease: .milliseconds(300))
            let task = Task { try await migrator.up() }
            for await _ in started {}
            let thief: BSONValue = ["$set": ["holder": .objectID(ObjectID())]]
            try await database.run(["update": "migration_lock", "updates": [["q": [:], "u": thief]]])
            let error = await #expect(throws: MigrationError.self) { try await task.value }
            #expect(error?.reason == .lockLost)
            #expect(try await migrator.status().map(\.appliedAt) == [nil])
        }
    }

    @Test func aLongMigrationKeepsItsLock() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let long = Migration(1, "long") { _ in
            start.finish()
            for await _ in released {}
        }
        let notes = Notes()
        try await withDatabase { database in
            // Long enough for a machine with much else to do to renew it in time.
            let migrator = Migrator(database, [long], lease: .seconds(3))
            let task = Task { try await migrator.up() }
            for await _ in started {}
            // Two leases long, another instance wants it.
            let rival = Migrator(database, [notes.migration(1)])
            let error = await #expect(throws: MigrationError.self) { try await rival.up(timeout: .seconds(6)) }
            #expect(error?.reason == .locked)
            release.finish()
            let (mine, theirs) = (try await task.value, try await rival.up())
            #expect(mine == [1] && theirs == [])
        }
        #expect(notes.all.isEmpty)
    }
}
