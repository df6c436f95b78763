import Foundation
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct PeriodicTests {
    private static func minutely() throws -> PeriodicJob {
        PeriodicJob("minutely", try CronSchedule("* * * * *")) { Errand(number: Int($0.timeIntervalSince1970)) }
    }

    /// Lets a schedule look as if its last tick had been so long ago.
    private static func age(_ queue: JobQueue, _ seconds: Double) async throws {
        try await queue.schedules.updateOne(\.id == "minutely", .set(\.lastTick, .now - seconds))
    }

    @Test func aNewScheduleBeginsWithItsNextTick() async throws {
        try await withJobs { queue in
            var ticks = PeriodicTicks(queue, [try Self.minutely()])
            try await ticks.enqueueDue(now: .now)
            #expect(try await queue.count() == 0)
            #expect(try await queue.schedules.count() == 1)
        }
    }

    @Test func rivalsEnqueueATickOnce() async throws {
        try await withJobs { queue in
            let job = try Self.minutely()
            var first = PeriodicTicks(queue, [job])
            try await first.enqueueDue()
            for round in 1...5 {
                try await Self.age(queue, 150)
                let before = try await queue.count()
                _ = try await parallel(8) { _ in
                    var ticks = PeriodicTicks(queue, [job])
                    // Nearly at the same moment: the tick of all is the same, unless a minute ends just now.
                    try await ticks.enqueueDue(
                        now: Date(timeIntervalSince1970: 60 * Double(Int(Date.now.timeIntervalSince1970) / 60)))
                }
                let made = try await queue.count() - before
                #expect(made == 1 || (made == 2 && round == 5), "\(made)")
            }
        }
    }

    /// That its job is done and forgotten does not bring a tick again.
    @Test func aTickWhoseJobIsGoneIsNotEnqueuedAgain() async throws {
        try await withJobs { queue in
            let job = try Self.minutely()
            var ticks = PeriodicTicks(queue, [job])
            try await ticks.enqueueDue()
            try await Self.age(queue, 150)
            let now = Date.now
            var others = PeriodicTicks(queue, [job])
            try await others.enqueueDue(now: now)
            try await queue.jobs.delete(.all)
            var late = PeriodicTicks(queue, [job])
            try await late.enqueueDue(now: now)
            #expect(try await queue.count() == 0)
        }
    }

    @Test func ofTicksThatWereMissedTheLatestIsMadeUpFor() async throws {
        try await withJobs { queue in
            let job = try Self.minutely()
            var ticks = PeriodicTicks(queue, [job])
            try await ticks.enqueueDue()
            try await Self.age(queue, 3600)
            var late = PeriodicTicks(queue, [job])
            let now = Date.now
            try await late.enqueueDue(now: now)
            let made = try await queue.list()
            #expect(made.count == 1)
            let tick = try #require(try made.first?.decodePayload(as: Errand.self).number)
            #expect(tick == Int(now.timeIntervalSince1970) / 60 * 60)
        }
    }

    @Test func aMachineWhoseClockIsFastEnqueuesNothingEarly() async throws {
        try await withJobs { queue in
            let job = try Self.minutely()
            var ticks = PeriodicTicks(queue, [job])
            try await ticks.enqueueDue()
            try await ticks.enqueueDue(now: .now + 3600)
            #expect(try await queue.count() == 0)
        }
    }

    @Test func aScheduleThatWasChangedBeginsAnew() async throws {
        try await withJobs { queue in
            var ticks = PeriodicTicks(queue, [try Self.minutely()])
            try await ticks.enqueueDue()
            try await Self.age(queue, 100_000)
            let changed = PeriodicJob("minutely", try CronSchedule("0 * * * *")) { _ in Errand() }
            var others = PeriodicTicks(queue, [changed])
            try await others.enqueueDue()
            #expect(try await queue.count() == 0)
        }
    }

    @Test func workersEnqueueAndDoATickOnce() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let job = PeriodicJob("minutely", try CronSchedule("0 0 1 1 *")) { _ in Errand() }
            var ticks = PeriodicTicks(queue, [job])
            try await ticks.enqueueDue()
            try await Self.age(queue, 400 * 86_400)
            try await queue.work(
                [JobHandler(Errand.self) { _, run in _ = runs.note(run) }], workers: 4, periodic: [job]
            ) {
                try await eventually { try await queue.count(state: .done) == 1 }
            }
            #expect(runs.count == 1)
            #expect(try await queue.count() == 1)
        }
    }
}
