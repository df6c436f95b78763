import BSON
import FoundationEssentials
import MongoODM

/// What workers do in the database. Every statement is conditional: on the state, or on the lease of a claim. Due times and
/// leases go by the database's clock.
struct ClaimStore: Sendable {
    let jobs: Repository<StoredJob>
    let lease: Duration
    let keeping: Duration
    let worker: String

    // MARK: Claiming

    /// The first jobs that wait in a queue, from the index alone.
    func waiting(in queue: String, limit: Int) async throws -> [ObjectID] {
        try await self.jobs.find(
            Self.waiting(in: queue), as: JobReference.self, sort: Self.claimOrder, limit: limit
        ).map(\.id)
    }

    static func waiting(in queue: String) -> Query<StoredJob> { \.queue == queue && \.state == .available }
    static let claimOrder: [Sort<StoredJob>] = [.descending(\.priority), .ascending(\.nextAt), .ascending(\.id)]

    /// Claims those of the jobs that still wait.
    ///
    /// - Returns: the claimed jobs, in the same order.
    func claim(_ ids: [ObjectID]) async throws(UncertainClaim) -> [StoredJob] {
        let lease = ObjectID()
        let changed: BSONValue = [
            "state": "running", "lease": .objectID(lease), "worker": ["$literal": .string(self.worker)],
            "attempt": ["$add": ["$attempt", 1]], "started_at": "$$NOW", "next_at": self.lease.fromNow,
        ]
        do {
            let result = try await self.jobs.updateMany(
                .isIn(\.id, ids) && \.state == .available, Pipeline().stage(["$set": changed]))
            if result.matched == 0 { return [] }
            let claimed = try await self.jobs.find(.isIn(\.id, ids) && \.lease == lease, limit: ids.count)
            let places = Dictionary(uniqueKeysWithValues: zip(ids, ids.indices))
            return claimed.sorted { places[$0.id, default: 0] < places[$1.id, default: 0] }
        } catch {
            throw UncertainClaim(claims: ids.map { ClaimKey(id: $0, lease: lease) }, reason: error)
        }
    }

    // MARK: While jobs run

    /// Renews leases.
    ///
    /// - Returns: the claims that are lost.
    func renew(_ claims: [ClaimKey]) async throws -> Set<ClaimKey> {
        if claims.isEmpty { return [] }
        let result = try await self.jobs.updateMany(
            Self.any(of: claims), Pipeline().stage(["$set": ["next_at": self.lease.fromNow]]))
        return result.matched == claims.count ? [] : try await self.lost(claims)
    }

    /// Which of the claims hold no more.
    func lost(_ claims: [ClaimKey]) async throws -> Set<ClaimKey> {
        let held = try await self.jobs.find(Self.any(of: claims), as: HeldClaim.self, limit: claims.count)
        return Set(claims).subtracting(held.compactMap(\.key))
    }

    func store(progress: Double, of claim: ClaimKey) async throws {
        try await self.jobs.updateOne(Self.holds(claim), .set(\.progress, progress))
    }

    // MARK: Outcomes

    /// Stores how jobs ended. An outcome of a claim that is lost has no effect.
    func store(_ outcomes: [Outcome]) async throws {
        var done: [ObjectID: [ObjectID]] = [:]
        var returned: [Duration: [ClaimKey]] = [:]
        var writes: [BulkWrite<StoredJob>] = []
        for outcome in outcomes {
            switch outcome.kind {
            case .done(nil) where outcome.keepsPayload: done[outcome.claim.lease, default: []].append(outcome.claim.id)
            case .done(let result):
                let kept: [Update<StoredJob>] = result.map { [.set(\.result, $0)] } ?? []
                let left = outcome.keepsPayload ? [] : PayloadEnd.updates
                writes.append(.updateOne(Self.holds(outcome.claim), self.done + kept + left))
            case .returned(let pause): returned[pause, default: []].append(outcome.claim)
            case .failed(let failure, let pause): try await self.fail(outcome.claim, failure, pause: pause)
            case .dead(let failure): try await self.fail(outcome.claim, failure, pause: nil)
            }
        }
        for (lease, ids) in done {
            writes.append(.updateMany(.isIn(\.id, ids) && \.lease == lease, self.done))
        }
        try await self.jobs.bulkWrite(writes, ordered: false)
        for (pause, claims) in returned { try await self.giveBack(claims, after: pause) }
    }

    private var done: [Update<StoredJob>] {
        [
            .set(\.state, .done), .setNow(\.finishedAt), .set(\.deleteAt, Date.now + self.keeping / .seconds(1)),
            .unset(\.lease), .unset(\.nextAt), .unset(\.activeKey),
        ]
    }

    /// - Parameter pause: after which the job comes again; nil for never.
    private func fail(_ claim: ClaimKey, _ failure: FailedTry, pause: Duration?) async throws {
        let failures = Self.failures(adding: failure)
        let changed: [(String, BSONValue)]
        if let pause {
            changed = [("failures", failures)] + Self.waiting(after: pause)
        } else {
            changed = self.dead + PayloadEnd.fields(failures: failures)
        }
        var removed: [BSONValue] = ["lease", "progress"]
        if pause == nil { removed += ["next_at", "active_key"] }
        try await self.jobs.updateOne(
            Self.holds(claim),
            Pipeline().stage(["$set": .document(BSONDocument(changed))]).stage(["$unset": .array(removed)]))
    }

    /// Gives claimed jobs back as if they had not been tried.
    func giveBack(_ claims: [ClaimKey], after pause: Duration) async throws {
        let changed = Self.waiting(after: pause) + [("attempt", ["$subtract": ["$attempt", 1]])]
        try await self.jobs.updateMany(
            Self.any(of: claims),
            Pipeline().stage(["$set": .document(BSONDocument(changed))]).stage(["$unset": ["lease", "progress"]]))
    }

    // MARK: What every worker does for all

    /// Makes scheduled jobs available whose time has come, some at a time.
    ///
    /// - Returns: how many.
    func release(limit: Int = 1000) async throws -> Int {
        let due = try await self.jobs.find(
            Self.due(.scheduled), as: JobReference.self, sort: [.ascending(\.nextAt)], limit: limit
        ).map(\.id)
        if due.isEmpty { return 0 }
        return try await self.jobs.updateMany(
            .isIn(\.id, due) && Self.due(.scheduled), Pipeline().stage(["$set": ["state": "available"]])
        ).modified
    }

    /// Takes jobs away from workers that have given no sign of life for as long as their lease. That was a try, too: a job
    /// that kills every worker must come to an end.
    func reap() async throws -> Int {
        let isOver: BSONValue = ["$gte": ["$attempt", "$tries"]]
        let reason: BSONValue = [
            "attempt": "$attempt", "at": "$$NOW", "reason": "The worker gave no sign of life", "worker_died": true,
        ]
        let failures = Self.failures(adding: reason)
        let left = BSONDocument(PayloadEnd.fields(failures: failures))
        let changed: BSONValue = [
            "failures": ["$cond": [isOver, left["failures"] ?? .null, failures]],
            "payload": ["$cond": [isOver, left["payload"] ?? .null, "$payload"]],
            "state": ["$cond": [isOver, "dead", "available"]],
            "next_at": ["$cond": [isOver, "$$REMOVE", "$$NOW"]],
            "active_key": ["$cond": [isOver, "$$REMOVE", "$active_key"]],
            "finished_at": ["$cond": [isOver, "$$NOW", "$$REMOVE"]],
            "delete_at": ["$cond": [isOver, self.keeping.fromNow, "$$REMOVE"]],
        ]
        return try await self.jobs.updateMany(
            Self.due(.running),
            Pipeline().stage(["$set": changed]).stage(["$unset": ["lease", "progress"]])
        ).modified
    }

    // MARK: Parts

    /// The jobs in a state whose time has come.
    static func due(_ state: JobState) -> Query<StoredJob> {
        \.state == state && .raw(["$expr": ["$lte": ["$next_at", "$$NOW"]]])
    }

    private static func holds(_ claim: ClaimKey) -> Query<StoredJob> {
        \.id == claim.id && \.lease == claim.lease
    }

    /// A job has one lease at a time, so that it is found by both lists only with its own.
    static func any(of claims: [ClaimKey]) -> Query<StoredJob> {
        .isIn(\.id, claims.map(\.id)) && .isIn(\.lease, Set(claims.map { $0.lease as ObjectID? }).map { $0 })
    }

    private static func waiting(after pause: Duration) -> [(String, BSONValue)] {
        pause > .zero
            ? [("state", "scheduled"), ("next_at", pause.fromNow)] : [("state", "available"), ("next_at", "$$NOW")]
    }

    private var dead: [(String, BSONValue)] {
        [("state", "dead"), ("finished_at", "$$NOW"), ("delete_at", self.keeping.fromNow)]
    }

    private static func failures(adding failure: FailedTry) -> BSONValue {
        self.failures(adding: ["$literal": .document(BSONDocument(failure))])
    }

    private static func failures(adding failure: BSONValue) -> BSONValue {
        ["$slice": [["$concatArrays": [["$ifNull": ["$failures", []]], [failure]]], -10]]
    }
}
