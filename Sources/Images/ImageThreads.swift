import Dispatch
import Synchronization

/// Threads that decode pictures, as many as their memory allows.
///
/// A thread is there while there is work, so that an idle shop has none. Work begins in the order in which it came.
final class ImageThreads: Sendable {
    private struct State {
        var waiting: [Job] = []
        var running = 0
        var memory = 0
    }

    private let count: Int
    private let memory: Int
    private let timeout: Duration
    private let state = Mutex(State())

    init(count: Int, memory: Int, timeout: Duration) {
        self.count = count
        self.memory = memory
        self.timeout = timeout
    }

    /// Does some work on a thread.
    ///
    /// - Parameter memory: how much it takes, in bytes.
    /// - Throws: what `work` throws; `busy` or `cancelled` if it did not begin.
    func run<Output: Sendable>(
        memory: Int, _ work: @escaping @Sendable () throws(ImageError) -> Output
    ) async throws(ImageError) -> Output {
        let isCancelled = CancellationFlag()
        let deadline = ContinuousClock.now + self.timeout
        let result: Result<Output, ImageError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.submit(
                    Job(memory: memory) {
                        let result: Result<Output, ImageError> =
                            if isCancelled.isSet {
                                .failure(ImageError(.cancelled))
                            } else if ContinuousClock.now >= deadline {
                                .failure(ImageError(.busy))
                            } else {
                                Result { () throws(ImageError) in try work() }
                            }
                        continuation.resume(returning: result)
                    })
            }
        } onCancel: {
            isCancelled.set()
        }
        return try result.get()
    }

    private func submit(_ job: Job) {
        self.state.withLock { $0.waiting.append(job) }
        self.startNext()
    }

    /// Starts threads as long as there is work for one more.
    private func startNext() {
        while let job = self.state.withLock({ self.next(&$0) }) {
            // A serial queue has a thread of its own while it works.
            DispatchQueue(label: "images").async {
                job.work()
                self.state.withLock {
                    $0.running -= 1
                    $0.memory -= job.memory
                }
                self.startNext()
            }
        }
    }

    private func next(_ state: inout State) -> Job? {
        guard let job = state.waiting.first, state.running < self.count,
            state.running == 0 || state.memory + job.memory <= self.memory
        else { return nil }
        state.waiting.removeFirst()
        state.running += 1
        state.memory += job.memory
        return job
    }
}

/// Something that waits for a thread.
private struct Job: Sendable {
    let memory: Int
    let work: @Sendable () -> Void
}

/// Whether the task that waits was cancelled.
private final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { self.value.load(ordering: .relaxed) }

    func set() { self.value.store(true, ordering: .relaxed) }
}
