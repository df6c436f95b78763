import CallThreads
import Synchronization

/// Calls that wait for the disk or compute for long, made on threads of their own. All tables of a process share these, so that
/// two are written at the same time.
enum FileCalls {
    /// Makes a call.
    ///
    /// A task that is cancelled stops waiting at once; the call goes on, and what it uses stays as long.
    static func make<Output: Sendable>(
        _ work: @escaping @Sendable () throws(SpreadsheetError) -> Output
    ) async throws -> Output {
        guard let queue = Self.queue else { throw SpreadsheetError(.failed, "the system has no thread to give") }
        let end = PendingCall<Output, Refused>(cancelled: .cancelled)
        let call = FileCall(isAwaited: { end.isAwaited }) {
            do throws(SpreadsheetError) { end.settle(.success(try work())) } catch {
                end.settle(.failure(.error(error)))
            }
        } refuse: { refusal in
            end.settle(.failure(.error(SpreadsheetError(refusal == .overloaded ? .busy : .failed, "\(refusal)"))))
        }
        do {
            return try await end.wait {
                queue.submit(call)
            } onCancel: {
                queue.forgetAbandoned()
            }
        } catch .cancelled {
            throw CancellationError()
        } catch .error(let error) {
            throw error
        }
    }

    private static let queue: CallQueue<FileCall>? = {
        let queue = CallQueue<FileCall>(limit: 256, threads: 2)
        return queue.start(idleTimeout: .seconds(60), worker: { FileCaller() }) ? queue : nil
    }()
}

/// Why a call has no outcome.
private enum Refused: Error {
    case cancelled
    case error(SpreadsheetError)
}

private struct FileCall: QueuedCall {
    private let asks: @Sendable () -> Bool
    private let refuses: @Sendable (CallRefusal) -> Void
    private let work: Work

    init(
        isAwaited: @escaping @Sendable () -> Bool, make: @escaping @Sendable () -> Void,
        refuse: @escaping @Sendable (CallRefusal) -> Void
    ) {
        self.asks = isAwaited
        self.work = Work(make)
        self.refuses = refuse
    }

    var isAwaited: Bool { self.asks() }

    func refuse(_ refusal: CallRefusal) { self.refuses(refusal) }

    func make() { self.work.take()?() }

    /// What is to be done, and what that uses: let go when it is done, while a thread that waits for more holds the call.
    private final class Work: Sendable {
        private let work: Mutex<(@Sendable () -> Void)?>

        init(_ work: @escaping @Sendable () -> Void) {
            self.work = Mutex(work)
        }

        func take() -> (@Sendable () -> Void)? {
            self.work.withLock { work in
                defer { work = nil }
                return work
            }
        }
    }
}

private struct FileCaller: ~Copyable, CallWorker {
    func make(_ call: FileCall) { call.make() }
}
