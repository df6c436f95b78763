import CallThreads

/// A mail on its way, and the task that waits for its end.
struct Delivery: QueuedCall {
    let sender: String
    let recipient: String
    let needsUTF8: Bool
    let bytes: [UInt8]
    let end = PendingCall<Void, MailError>(cancelled: MailError(.cancelled))

    init(_ message: MailMessage) {
        self.sender = message.from.address
        self.recipient = message.to.address
        self.needsUTF8 = message.needsUTF8
        self.bytes = message.bytes
    }

    var isAwaited: Bool { self.end.isAwaited }

    func refuse(_ refusal: CallRefusal) {
        let error =
            switch refusal {
            case .overloaded: MailError(.overloaded)
            case .shutDown: MailError(.shutDown)
            case .outOfMemory: MailError(.unreachable, "out of memory")
            }
        self.end.settle(.failure(error))
    }
}
