/// A call that waits for a thread to make it.
package protocol QueuedCall: Sendable {
    /// Whether a task still waits for it.
    var isAwaited: Bool { get }

    /// Tells the task that it won't be made.
    func refuse(_ refusal: CallRefusal)
}

/// Why a call is not made.
package enum CallRefusal: Sendable {
    /// Too many wait already.
    case overloaded
    case shutDown
    case outOfMemory
}

/// What a thread makes calls with: a C library's handle, say, with its connection. It belongs to the thread.
package protocol CallWorker: ~Copyable {
    associatedtype Call: QueuedCall

    /// Makes a call, with what the last one has left if it is still there, and tells its task how it ended.
    func make(_ call: Call)
}
