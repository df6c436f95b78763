import Synchronization

/// The executions under way, so that concurrent misses of one key share one.
///
/// A caller whose look-up missed *enters* before it asks Redis for the entry's lease, and *leaves* when it has its
/// value. The reply tells it the namespace's token. It may join an execution of the same token only: any invalidation
/// between the execution's question and its own would have changed the token, so what the execution reads is not older
/// than its own question.
///
/// An execution that has finished stays as long as callers are there that entered before: they may have looked before
/// the value was stored, and must not execute once more. A caller that enters later finds the value in Redis.
final class SingleFlight: Sendable {
    /// What a caller may join by.
    private struct ExecutionID: Hashable {
        let token: [UInt8]
        let type: ObjectIdentifier
    }

    private struct Record {
        let execution: any Sendable & AnyObject
        /// The first ticket that came after its end.
        var firstTicketAfterEnd: Int?
    }

    private struct Entry {
        var callers = 0
        var nextTicket = 0
        var executions: [ExecutionID: Record] = [:]
    }

    private let entries = Mutex<[EntryName: Entry]>([:])

    /// How many keys have callers.
    var count: Int { self.entries.withLock { $0.count } }

    /// - Returns: the caller's ticket. It must `leave` in the end.
    func enter(_ key: EntryName) -> Int {
        self.entries.withLock { entries in
            var entry = entries[key] ?? Entry()
            defer { entries[key] = entry }
            entry.callers += 1
            entry.nextTicket += 1
            return entry.nextTicket - 1
        }
    }

    func leave(_ key: EntryName) {
        self.entries.withLock { entries in
            guard let callers = entries[key]?.callers, callers > 1 else {
                entries[key] = nil
                return
            }
            entries[key]?.callers = callers - 1
        }
    }

    /// The execution to wait for.
    ///
    /// - Returns: the execution, and whether the caller must start it.
    func join<Value: Sendable>(
        _ key: EntryName, ticket: Int, token: [UInt8], as type: Value.Type = Value.self
    ) -> (execution: SharedExecution<Value>, isNew: Bool) {
        let id = ExecutionID(token: token, type: ObjectIdentifier(type))
        return self.entries.withLock { entries in
            if let record = entries[key]?.executions[id], ticket < record.firstTicketAfterEnd ?? .max,
                let execution = record.execution as? SharedExecution<Value>
            {
                return (execution, false)
            }
            let execution = SharedExecution<Value>()
            // What has finished may be forgotten now: at worst a straggler executes once more.
            var executions = entries[key]?.executions.filter { $0.value.firstTicketAfterEnd == nil } ?? [:]
            executions[id] = Record(execution: execution)
            entries[key]?.executions = executions
            return (execution, true)
        }
    }

    /// An execution has finished; one that failed is forgotten, so that the next caller tries again.
    func didFinish<Value: Sendable>(_ key: EntryName, token: [UInt8], as type: Value.Type, isSuccess: Bool) {
        let id = ExecutionID(token: token, type: ObjectIdentifier(type))
        self.entries.withLock { entries in
            guard let entry = entries[key] else { return }
            if isSuccess {
                entries[key]?.executions[id]?.firstTicketAfterEnd = entry.nextTicket
            } else {
                entries[key]?.executions[id] = nil
            }
        }
    }
}
