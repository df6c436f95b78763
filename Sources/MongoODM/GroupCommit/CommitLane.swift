import CoreMetrics
import Synchronization

/// The transactions of a client that may commit together.
final class CommitLane: Sendable {
    private let pool: ClientPool
    private let queue: Mutex<CommitQueue<Promise<CommitGroup.Turn>>>
    private let settings: GroupCommitSettings
    /// How many have committed together; nil when no report would have an effect.
    private let sizes: Recorder?

    init(_ pool: ClientPool, _ settings: GroupCommitSettings, _ monitoring: MongoMonitoring) {
        self.pool = pool
        self.queue = Mutex(
            CommitQueue(
                mostMembers: min(settings.mostMembers, GroupRounds<Int, Int>.mostMembers),
                mostUnderWay: settings.mostUnderWay))
        self.settings = settings
        self.sizes =
            monitoring.metrics is NOOPMetricsHandler
            ? nil : Recorder(label: "mongodb_group_commit_size", aggregate: true, factory: monitoring.metrics)
    }

    /// How many wait for the next commit.
    var waiting: Int { self.queue.withLock { $0.count } }

    /// How many commits are under way.
    var underWay: Int { self.queue.withLock { $0.underWay } }

    /// Waits for the first turn. Whoever is told to be the first must call ``leave()``.
    func enter() async throws -> CommitGroup.Turn {
        let promise = Promise<CommitGroup.Turn>(deadline: self.pool.deadline)
        return try await promise.value {
            self.pool.watch(promise)
            let members = self.queue.withLock { queue -> [Promise<CommitGroup.Turn>]? in
                queue.count < self.pool.queueLimit ? queue.arrive(promise) : nil
            }
            if let members {
                self.start(members)
            } else {
                promise.fail(MongoError(.overloaded, Operation(name: "transaction", target: "")))
            }
        }
    }

    /// A commit has ended.
    func leave() { self.start(self.queue.withLock { $0.end { $0.isAwaited } }) }

    private func start(_ members: [Promise<CommitGroup.Turn>]) {
        guard let first = members.first else { return }
        self.sizes?.record(members.count)
        if members.count == 1, !self.settings.groupsSingle {
            if !first.settle(.success(.first)) { self.leave() }
            return
        }
        let group = CommitGroup(self.pool, self.settings, members)
        // It belongs to none of its members, nor to whoever has just ended: their deadlines are not its own.
        Task.detached {
            await group.run()
            self.leave()
        }
    }
}
