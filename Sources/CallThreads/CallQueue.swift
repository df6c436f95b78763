import DequeModule
import Dispatch
import Synchronization

/// What the tasks that wait for calls and the threads that make them share.
package final class CallQueue<Call: QueuedCall>: Sendable {
    private struct State {
        var waiting: Deque<Call> = []
        var threads: Int
        var isClosed = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let threads: Int
    private let state: Mutex<State>
    /// Counts one for each call that came, and one for each thread that is to end.
    private let hasWork = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - limit: how many calls may wait.
    ///   - threads: how many calls are made at once.
    package init(limit: Int, threads: Int) {
        self.limit = limit
        self.threads = threads
        self.state = Mutex(State(threads: threads))
    }

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - idleTimeout: for how long a thread keeps its worker when nothing comes.
    ///   - worker: what a thread makes calls with; nil if there is no memory.
    /// - Returns: whether the system had them to give.
    package func start<Worker: CallWorker & ~Copyable>(
        idleTimeout: Duration, worker: @escaping @Sendable () -> Worker?
    ) -> Bool where Worker.Call == Call {
        let thread = CallThread(queue: self, idleTimeout: idleTimeout, worker: worker)
        for started in 0..<self.threads where !thread.start() {
            for _ in started..<self.threads { self.threadEnded() }
            self.close()
            return false
        }
        return true
    }

    /// Takes a call in, or refuses it.
    package func submit(_ call: Call) {
        let refusal = self.state.withLock { state -> CallRefusal? in
            if state.isClosed { return .shutDown }
            if state.waiting.count >= self.limit { return .overloaded }
            state.waiting.append(call)
            return nil
        }
        if let refusal { call.refuse(refusal) } else { self.hasWork.signal() }
    }

    /// Makes room where a task has given up.
    package func forgetAbandoned() {
        self.state.withLock { $0.waiting.removeAll { !$0.isAwaited } }
    }

    /// What a thread does next.
    enum Work {
        case make(Call)
        /// Nothing came for so long.
        case idle
        case end
    }

    /// Waits for work, no longer than `patience`; nil for as long as it takes.
    func next(patience: DispatchTimeInterval?) -> Work {
        while true {
            if let patience {
                if self.hasWork.wait(timeout: .now() + patience) == .timedOut { return .idle }
            } else {
                self.hasWork.wait()
            }
            let work = self.state.withLock { state -> Work? in
                if let call = state.waiting.popFirst() { return .make(call) }
                return state.isClosed ? .end : nil
            }
            // What was signalled may have been forgotten.
            if let work { return work }
        }
    }

    /// A thread's last act.
    func threadEnded() {
        let waiters = self.state.withLock { state in
            state.threads -= 1
            defer { if state.threads == 0 { state.endWaiters = [] } }
            return state.threads == 0 ? state.endWaiters : []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Refuses new calls and lets the threads end once the queue is empty.
    package func close() {
        let threads = self.state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed ? 0 : state.threads
        }
        for _ in 0..<threads { self.hasWork.signal() }
    }

    /// Waits until the threads have ended.
    package func end() async {
        await withCheckedContinuation { continuation in
            let hasEnded = self.state.withLock { state in
                if state.threads > 0 { state.endWaiters.append(continuation) }
                return state.threads == 0
            }
            if hasEnded { continuation.resume() }
        }
    }
}
