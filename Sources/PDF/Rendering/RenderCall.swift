import CallThreads

/// A document that is to be made into a file, and the task that waits for it.
struct RenderCall: QueuedCall {
    let document: PDFDocument
    let maximumPages: Int
    /// When it must be done, the wait for the thread included.
    let deadline: ContinuousClock.Instant
    let end = PendingCall<[UInt8], PDFError>(cancelled: PDFError(.cancelled))

    var isAwaited: Bool { self.end.isAwaited }

    func refuse(_ refusal: CallRefusal) {
        let error =
            switch refusal {
            case .overloaded: PDFError(.busy)
            case .shutDown: PDFError(.failed, "the system has no thread to give")
            case .outOfMemory: PDFError(.failed, "out of memory")
            }
        self.end.settle(.failure(error))
    }
}
