import BSON
import Foundation
import MongoODM
import Testing

@testable import MongoJobs

/// Every search is answered from an index, and reads no more than it finds.
@Suite struct IndexTests {
    private static let claims = "queue_1_state_1_priority_-1_next_at_1__id_1"
    private static let due = "state_1_next_at_1"
    private static let kinds = "kind_1_state_1__id_-1"

    private static func withManyJobs(_ body: @Sendable (JobQueue) async throws -> Void) async throws {
        try await withJobs { queue in
            try await queue.enqueueAll((0..<300).map { Errand(number: $0) })
            try await queue.enqueueAll((0..<30).map { Errand(number: $0) }, priority: 5)
            for _ in 0..<20 { try await queue.enqueue(HurriedErrand(), start: .after(.seconds(100))) }
            let ids = try await queue.store().waiting(in: "default", limit: 30)
            let claims = try await queue.store().claim(ids).map(\.claim)
            try await queue.store().store(claims.prefix(20).map { Outcome(claim: $0, kind: .done(nil)) })
            try await body(queue)
        }
    }

    @Test func indexesAreAsDeclaredAndOneExpires() async throws {
        try await withJobs { queue in
            #expect(try await queue.jobs.reportIndexes().isAsDeclared)
            let reply = try await queue.jobs.database.run(["listIndexes": "jobs"])
            let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
            let expiring = indexes.compactMap(\.documentValue).filter { $0["expireAfterSeconds"] != nil }
            #expect(expiring.map { $0["name"]?.stringValue } == ["delete_at_1"])
        }
    }

    @Test func claimsReadTheIndexAlone() async throws {
        try await Self.withManyJobs { queue in
            let plan = try await queue.jobs.explain(
                ClaimStore.waiting(in: "default"), sort: ClaimStore.claimOrder, limit: 10)
            #expect(plan.index == Self.claims)
            #expect(plan.keysExamined <= 11 && plan.documentsExamined <= 10)
            #expect(!plan.stages.contains("SORT"))
        }
    }

    @Test(arguments: [JobState.scheduled, .running])
    func whatIsDueIsARangeOfAnIndex(state: JobState) async throws {
        try await Self.withManyJobs { queue in
            let plan = try await queue.jobs.explain(ClaimStore.due(state), sort: [.ascending(\.nextAt)])
            #expect(plan.index == Self.due)
            // None is due: those that are not are not looked at.
            #expect(plan.documentsExamined == 0 && plan.keysExamined <= 1)
        }
    }

    @Test func claimsAreRenewedByTheirIdentifiers() async throws {
        try await Self.withManyJobs { queue in
            let claims = try await queue.list(state: .running).map(\.claim)
            #expect(claims.count == 10)
            let plan = try await queue.jobs.explain(ClaimStore.any(of: claims))
            #expect(plan.index == "_id_" && plan.documentsExamined <= 10 && plan.found == 10)
        }
    }

    @Test(arguments: [
        (JobState?.none, String?.none, ["_id_"]), (.done, nil, ["state_1__id_-1"]),
        (.done, "errand", ["state_1__id_-1", Self.kinds]), (nil, "errand", [Self.kinds]),
    ])
    func listsAreWalkedInOrder(state: JobState?, kind: String?, indexes: [String]) async throws {
        try await Self.withManyJobs { queue in
            let plan = try await queue.jobs.explain(
                JobQueue.query(state, kind), sort: [.descending(\.id)], limit: 10)
            #expect(plan.index.map(indexes.contains) == true && !plan.stages.contains("SORT"))
            #expect(plan.documentsExamined <= 16 && plan.keysExamined <= 24)
        }
    }

    @Test func uniqueKeysAreFoundInTheirIndex() async throws {
        try await Self.withManyJobs { queue in
            try await queue.enqueue(Errand(), unique: "a")
            let plan = try await queue.jobs.explain(\.activeKey == "errand:a")
            #expect(plan.index == "active_key_1" && plan.documentsExamined == 1)
        }
    }
}
