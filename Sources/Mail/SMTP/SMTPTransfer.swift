import Curl

/// What libcurl sees of a mail that goes out. It belongs to one thread, like the handle that it is used with.
final class SMTPTransfer: CurlTransfer {
    private var delivery: Delivery?
    private var sentCount = 0
    /// The last reply that was a refusal.
    private var refusal: (code: Int, text: String)?
    /// Whether the server offers SMTPUTF8. It is said once a connection, not once a mail.
    private var offersUTF8 = false

    func begin(_ delivery: Delivery) {
        self.delivery = delivery
        self.sentCount = 0
        self.refusal = nil
    }

    func end() {
        self.delivery = nil
    }

    // MARK: CurlTransfer

    var isAwaited: Bool { self.delivery?.isAwaited == true }

    func give(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard let delivery = self.delivery, self.canTake(delivery) else { return nil }
        let part = delivery.bytes[self.sentCount...].prefix(buffer.count)
        part.withUnsafeBytes { buffer.copyMemory(from: $0) }
        self.sentCount += part.count
        return part.count
    }

    func hear(_ line: UnsafeRawBufferPointer) {
        self.note(String(decoding: line.prefix(1_000), as: UTF8.self))
    }

    /// libcurl would print what replies have after their codes on standard output.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool { true }

    private func canTake(_ delivery: Delivery) -> Bool { !delivery.needsUTF8 || self.offersUTF8 }

    private func note(_ line: String) {
        guard let code = Int(line.prefix(3)) else { return }
        let text = line.dropFirst(4)
        if code == 220 { self.offersUTF8 = false }
        if code == 250, text.uppercased().hasPrefix("SMTPUTF8") { self.offersUTF8 = true }
        if code >= 400 { self.refusal = (code, line.onOneLine) }
    }

    // MARK: Errors

    func error(_ failure: CurlFailure) -> MailError {
        var error = self.kind(of: failure)
        error.mayHaveBeenSent =
            self.delivery.map { self.sentCount == $0.bytes.count } == true && error.code != .rejected
        return error
    }

    private func kind(of failure: CurlFailure) -> MailError {
        if let delivery = self.delivery, !delivery.isAwaited { return MailError(.cancelled) }
        let message = failure.message
        switch failure.kind {
        case .loginDenied:
            return MailError(.authenticationFailed, replyCode: self.refusal?.code, self.refusal?.text ?? message)
        case .tls: return MailError(.tlsFailed, message)
        default: break
        }
        if let delivery = self.delivery, !self.canTake(delivery), self.refusal != nil || failure.kind == .brokenOff {
            return MailError(.addressNotSupported, replyCode: self.refusal?.code, self.refusal?.text ?? "")
        }
        if let refusal = self.refusal { return MailError(.rejected, replyCode: refusal.code, refusal.text) }
        switch failure.kind {
        case .unreachable: return MailError(.unreachable, message)
        case .timedOut: return MailError(.timedOut, message)
        default: return MailError(.connectionLost, message)
        }
    }
}
