import CCurl
import Glibc

/// What libcurl's callbacks see of a mail that goes out. It belongs to one thread, like the handle that points to it.
final class SMTPTransfer {
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

    // MARK: Callbacks

    /// Gives the next bytes of the message.
    static let read: bodega_curl_bytes = { target, size, count, context in
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context!).takeUnretainedValue()
        guard let delivery = transfer.delivery, delivery.isAwaited, transfer.canTake(delivery) else {
            return Int(CURL_READFUNC_ABORT)
        }
        let part = delivery.bytes[transfer.sentCount...].prefix(size * count)
        part.withUnsafeBytes { if let source = $0.baseAddress { memcpy(target!, source, $0.count) } }
        transfer.sentCount += part.count
        return part.count
    }

    /// Takes a line of the server's.
    static let hear: bodega_curl_bytes = { line, size, count, context in
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context!).takeUnretainedValue()
        let bytes = UnsafeRawBufferPointer(start: line, count: size * count)
        transfer.note(String(decoding: bytes.prefix(1_000), as: UTF8.self))
        return size * count
    }

    static let ignore: bodega_curl_bytes = { _, size, count, _ in size * count }

    /// Ends the transfer when its sender has given up.
    static let isGivenUp: bodega_curl_progress = { context, _, _, _, _ in
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context!).takeUnretainedValue()
        return transfer.delivery?.isAwaited == true ? 0 : 1
    }

    private func canTake(_ delivery: Delivery) -> Bool { !delivery.needsUTF8 || self.offersUTF8 }

    private func note(_ line: String) {
        guard let code = Int(line.prefix(3)) else { return }
        let text = line.dropFirst(4)
        if code == 220 { self.offersUTF8 = false }
        if code == 250, text.uppercased().hasPrefix("SMTPUTF8") { self.offersUTF8 = true }
        if code >= 400 { self.refusal = (code, line.onOneLine) }
    }

    // MARK: Errors

    /// - Parameter message: libcurl's own words.
    func error(_ code: CURLcode, message: String) -> MailError {
        var error = self.kind(of: code, message: message)
        error.mayHaveBeenSent =
            self.delivery.map { self.sentCount == $0.bytes.count } == true && error.code != .rejected
        return error
    }

    private func kind(of code: CURLcode, message: String) -> MailError {
        if let delivery = self.delivery, !delivery.isAwaited { return MailError(.cancelled) }
        switch code {
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR:
            return MailError(.authenticationFailed, replyCode: self.refusal?.code, self.refusal?.text ?? message)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            return MailError(.tlsFailed, message)
        default: break
        }
        if let delivery = self.delivery, !self.canTake(delivery),
            self.refusal != nil || code == CURLE_ABORTED_BY_CALLBACK
        {
            return MailError(.addressNotSupported, replyCode: self.refusal?.code, self.refusal?.text ?? "")
        }
        if let refusal = self.refusal { return MailError(.rejected, replyCode: refusal.code, refusal.text) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: return MailError(.unreachable, message)
        case CURLE_OPERATION_TIMEDOUT: return MailError(.timedOut, message)
        default: return MailError(.connectionLost, message)
        }
    }
}
