import CMongoC
import Synchronization

/// Some transactions that commit together, as one.
///
/// Every member's closure runs in its own task; what they ask for is gathered in rounds. Where one fails, everything is
/// undone, and the others begin again without it. Whoever can't go on with the others gets a transaction of its own.
final class CommitGroup: Sendable {
    /// How the wait of a member goes on.
    enum Turn: Sendable {
        /// Begin, or begin again.
        case begin(GroupSeat)
        /// Nobody else is there: begin with a transaction of its own, while others gather, and then let them go.
        case first
        /// Begin with a transaction of its own.
        case alone
        /// Wait for the next group: the others of this one could not wait any longer.
        case later
        /// What it did is committed, or it did nothing.
        case committed
        /// Nobody knows what has become of it.
        case failed(any Error)
    }

    private struct State {
        /// Which attempt it is: what comes from an earlier one is refused.
        var attempt = 0
        var rounds = GroupRounds<UniqueKey, any GroupedRequest>([])
        /// The members that wait for what comes next.
        var turns: [Promise<Turn>?]
        /// Those that can't go on with the others, and what each is told in place of a further turn.
        var excluded: [Int: Turn] = [:]
        /// The one who sends the rounds, while it waits for the members.
        var conductor: CheckedContinuation<Void, Never>?

        /// Excludes a member, which may work still. What it is told is decided once.
        mutating func exclude(_ member: Int, turn: Turn = .alone) {
            if self.excluded[member] == nil { self.excluded[member] = turn }
            self.rounds.end(member, succeeded: false)
        }

        mutating func excludeWorking() {
            for member in self.rounds.working { self.exclude(member, turn: .later) }
        }

        /// The conductor, if there is something to do for it.
        mutating func takeConductorIfReady() -> CheckedContinuation<Void, Never>? {
            guard self.rounds.working.isEmpty else { return nil }
            defer { self.conductor = nil }
            return self.conductor
        }
    }

    /// How often the members begin together.
    private static let mostAttempts = 8
    /// How long a member may do something else between two requests, while the others wait for it.
    private static let longestPause = Duration.milliseconds(100)
    private static let operation = Operation(name: "transaction", target: "")

    private let pool: ClientPool
    private let settings: GroupCommitSettings
    private let deadline: ContinuousClock.Instant
    private let state: Mutex<State>

    /// - Parameter members: those who wait for their first turn.
    init(_ pool: ClientPool, _ settings: GroupCommitSettings, _ members: [Promise<Turn>]) {
        self.pool = pool
        self.settings = settings
        self.deadline = members.map(\.deadline).max() ?? .now
        self.state = Mutex(State(turns: members))
    }

    // MARK: For members

    /// What a member asks for, in its present attempt.
    func perform<Output: Sendable>(_ call: GroupedCall<Output>, for seat: GroupSeat) async throws -> Output {
        try await call.value {
            let isAccepted = self.change { state in
                guard state.attempt == seat.attempt, state.excluded[seat.member] == nil else { return false }
                if state.rounds.ask(seat.member, call.key, changes: call.change != nil, call) { return true }
                state.exclude(seat.member)
                return false
            }
            if isAccepted { self.pool.watch(call.expiring) } else { call.fail(GroupLeft()) }
        }
    }

    /// A member's closure has ended.
    ///
    /// - Returns: what becomes of that.
    func end(_ seat: GroupSeat, succeeded: Bool) async throws -> Turn {
        let promise = Promise<Turn>(deadline: self.pool.deadline)
        func register(_ turn: Promise<Turn>?) -> Bool {
            self.change { state in
                guard state.attempt == seat.attempt else { return false }
                state.rounds.end(seat.member, succeeded: succeeded)
                state.turns[seat.member] = turn
                return state.excluded[seat.member] == nil
            }
        }
        func left() -> Turn { self.state.withLock { $0.excluded[seat.member] } ?? .alone }
        do {
            return try await promise.value {
                if register(promise) { self.pool.watch(promise) } else { promise.settle(.success(left())) }
            }
        } catch {
            // The task may have been cancelled before it could wait.
            _ = register(nil)
            throw error
        }
    }

    private func change(_ body: (inout State) -> Bool) -> Bool {
        let (output, conductor) = self.state.withLock { state in
            let output = body(&state)
            return (output, state.takeConductorIfReady())
        }
        conductor?.resume()
        return output
    }

    // MARK: The conductor

    /// Takes the members to their end.
    func run() async {
        await MongoDeadline.task.withValue(self.deadline) { await self.conduct() }
    }

    private func conduct() async {
        do {
            let transaction = try await SessionTransaction.begin(in: self.pool, Self.operation)
            defer { transaction.end() }
            try await self.run(in: transaction)
        } catch {}
        self.settleAll(.alone)
    }

    private func run(in transaction: SessionTransaction) async throws {
        var (sendsEach, attempt) = (false, 1)
        while attempt <= Self.mostAttempts, self.state.withLock({ $0.turns.contains { $0 != nil } }) {
            try await transaction.start(Self.operation)
            self.begin(attempt)
            var isHindered = false
            switch await self.rounds(in: transaction, sendingEach: sendsEach) {
            case .ready:
                switch await self.commit(transaction) {
                case .committed:
                    self.repeatOneIfAsked()
                    return self.settleAll(.committed)
                case .unknown(let error): return self.settleAll(.failed(error))
                case .undone: (sendsEach, isHindered) = (false, true)
                }
            case .undone(let isUnclear, let hindered): (sendsEach, isHindered) = (isUnclear, hindered)
            }
            await transaction.abort()
            await self.gatherAgain()
            if isHindered { try await Task.sleep(for: MongoClient.pause(before: attempt)) }
            attempt += 1
        }
    }

    private enum Rounds {
        /// All have ended, and what they did can be committed.
        case ready
        /// - Parameters:
        ///   - isUnclear: whether the requests are to be sent one by one.
        ///   - isHindered: whether a rival was in the way.
        case undone(isUnclear: Bool = false, isHindered: Bool = false)
    }

    private func begin(_ attempt: Int) {
        let turns = self.state.withLock { state in
            state.attempt = attempt
            state.rounds = GroupRounds(state.turns.map { $0 != nil })
            defer { state.turns = state.turns.map { _ in nil } }
            return state.turns
        }
        for (member, turn) in turns.enumerated() {
            let seat = GroupSeat(group: self, attempt: attempt, member: member)
            // A task that has gone meanwhile does nothing.
            if let turn, !turn.settle(.success(.begin(seat))) {
                self.state.withLock { $0.rounds.end(member, succeeded: false) }
            }
        }
    }

    private func rounds(in transaction: SessionTransaction, sendingEach: Bool) async -> Rounds {
        while true {
            await self.waitForMembers()
            switch self.state.withLock({ $0.rounds.next() }) {
            case .wait: continue
            case .commit: return .ready
            case .undo(let asked):
                self.state.withLock { state in
                    for member in state.rounds.out { state.exclude(member) }
                }
                self.send(asked.map(\.member), back: asked.map(\.request))
                return .undone()
            case .ask(let asked):
                do {
                    let outcome = try await self.send(asked.map(\.request), in: transaction, sendingEach)
                    switch outcome {
                    case .done:
                        self.state.withLock { state in for (member, _) in asked { state.rounds.answer(member) } }
                        for (_, request) in asked { request.deliver() }
                        continue
                    case .unclear: break
                    case .refused(let index): self.state.withLock { $0.exclude(asked[index].member) }
                    }
                    self.send(asked.map(\.member), back: asked.map(\.request))
                    if case .unclear = outcome { return .undone(isUnclear: true) }
                    return .undone()
                } catch {
                    let labels = (error as? MongoError)?.labels ?? []
                    let isHindered = labels.contains(MongoError.transientTransaction)
                    // What the server refuses, it is to say to those alone whom it concerns.
                    if !isHindered {
                        self.state.withLock { state in for (member, _) in asked { state.exclude(member) } }
                    }
                    self.send(asked.map(\.member), back: asked.map(\.request))
                    return .undone(isHindered: isHindered)
                }
            }
        }
    }

    /// Tells members that their attempt is over. They work until they have ended it.
    private func send(_ members: [Int], back requests: [any GroupedRequest]) {
        self.state.withLock { state in for member in members { state.rounds.answer(member) } }
        for request in requests { request.fail(GroupLeft()) }
    }

    private func send(
        _ requests: [any GroupedRequest], in transaction: SessionTransaction, _ sendsEach: Bool
    ) async throws -> GroupRound.Outcome {
        let round = GroupRound(requests: requests, settings: self.settings)
        let session = transaction.session
        return try await transaction.worker.run { connection in
            guard sendsEach || requests.count == 1 else {
                return try round.executeTogether(on: connection, in: session)
            }
            try round.executeEach(on: connection, in: session)
            return .done
        }
    }

    /// A mistake that tests of whole programs must find.
    private func repeatOneIfAsked() {
        #if DEBUG
        guard self.settings.fault == .repeatedMember else { return }
        self.state.withLock { state in
            defer { state.turns[0] = nil }
            return state.turns[0]
        }?.settle(.success(.alone))
        #endif
    }

    private enum Commit {
        case committed
        case undone
        case unknown(any Error)
    }

    private func commit(_ transaction: SessionTransaction) async -> Commit {
        do {
            try await MongoClient.commit(transaction, Self.operation, until: self.deadline)
            return .committed
        } catch let error as MongoError where error.labels.contains(MongoError.transientTransaction) {
            return .undone
        } catch {
            await transaction.abort()
            return .unknown(error)
        }
    }

    /// Waits until every member has asked for something or has ended, but not for long.
    private func waitForMembers() async {
        let watch = Task {
            try await Task.sleep(for: Self.longestPause)
            _ = self.change { state in
                state.excludeWorking()
                return true
            }
        }
        await withCheckedContinuation { continuation in
            let isReady = self.state.withLock { state in
                if state.rounds.working.isEmpty { return true }
                state.conductor = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        watch.cancel()
    }

    /// Waits for all members to end their attempt, which has failed, and sends those out who can't go on with the others.
    private func gatherAgain() async {
        await self.waitForMembers()
        let turns = self.state.withLock { state in
            // Whoever has neither ended nor asked is gone; it learns so when it ends.
            let excluded = state.excluded
            defer { for member in excluded.keys { state.turns[member] = nil } }
            return excluded.map { (state.turns[$0], $1) }
        }
        for (waiting, turn) in turns { waiting?.settle(.success(turn)) }
    }

    private func settleAll(_ turn: Turn) {
        let turns = self.state.withLock { state in
            state.attempt = .max
            defer { state.turns = state.turns.map { _ in nil } }
            return state.turns
        }
        for waiting in turns { waiting?.settle(.success(turn)) }
    }
}

/// The place of a member in one attempt of its group.
struct GroupSeat: Sendable {
    let group: CommitGroup
    let attempt: Int
    let member: Int
}
