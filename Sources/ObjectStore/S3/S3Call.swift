import CallThreads

/// A request on its way, and the task that waits for the reply.
struct S3Call: QueuedCall {
    let request: S3Request
    /// What the error says was attempted.
    let operation: String
    let end = PendingCall<S3Reply, any Error>(cancelled: CancellationError())

    var isAwaited: Bool { self.end.isAwaited }

    func refuse(_ refusal: CallRefusal) {
        let code: ObjectStoreError.Code =
            switch refusal {
            case .overloaded, .outOfMemory: .overloaded
            case .shutDown: .shutDown
            }
        self.end.settle(.failure(ObjectStoreError(code, self.operation)))
    }
}
