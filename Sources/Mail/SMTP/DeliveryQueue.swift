import DequeModule
import Dispatch
import Synchronization

/// What the tasks that send and the threads that deliver share.
final class DeliveryQueue: Sendable {
    private struct State {
        var waiting: Deque<Delivery> = []
        var threads: Int
        var isClosed = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let state: Mutex<State>
    /// Counts one for each delivery that came, and one for each thread that is to end.
    private let hasWork = DispatchSemaphore(value: 0)

    init(limit: Int, threads: Int) {
        self.limit = limit
        self.state = Mutex(State(threads: threads))
    }

    /// Takes a delivery in, or settles it with the reason why not.
    func submit(_ delivery: Delivery) {
        let refusal = self.state.withLock { state -> MailError? in
            if state.isClosed { return MailError(.shutDown) }
            if state.waiting.count >= self.limit { return MailError(.overloaded) }
            state.waiting.append(delivery)
            return nil
        }
        if let refusal { delivery.settle(.failure(refusal)) } else { self.hasWork.signal() }
    }

    /// Makes room where a task has given up.
    func forgetAbandoned() {
        self.state.withLock { $0.waiting.removeAll { !$0.isAwaited } }
    }

    /// What a thread does next.
    enum Work {
        case deliver(Delivery)
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
                if let delivery = state.waiting.popFirst() { return .deliver(delivery) }
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

    /// Refuses new deliveries and lets the threads end once the queue is empty.
    func close() {
        let threads = self.state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed ? 0 : state.threads
        }
        for _ in 0..<threads { self.hasWork.signal() }
    }

    /// Waits until the threads have ended.
    func end() async {
        await withCheckedContinuation { continuation in
            let hasEnded = self.state.withLock { state in
                if state.threads > 0 { state.endWaiters.append(continuation) }
                return state.threads == 0
            }
            if hasEnded { continuation.resume() }
        }
    }
}
