import Curl
import Dispatch

extension SMTPSettings {
    /// Connects to the server, logs in where that is asked for, and leaves again without a mail.
    ///
    /// - Parameter limit: how long it may take.
    /// - Throws: ``MailError``.
    public func probe(within limit: Duration) async throws(MailError) {
        let error = await withCheckedContinuation { (continuation: CheckedContinuation<MailError?, Never>) in
            DispatchQueue.global().async { continuation.resume(returning: self.probed(within: limit)) }
        }
        if let error { throw error }
    }

    /// It blocks its thread.
    private func probed(within limit: Duration) -> MailError? {
        guard let handle = CurlHandle() else { return MailError(.overloaded) }
        let transfer = SMTPProbe()
        let request = CurlRequest(
            self.address, .greeting(encryption: self.curlEncryption), bodySize: nil,
            credentials: self.credentials.map { ($0.user, $0.password) },
            certificateAuthorities: self.certificateAuthorities, connectTimeout: limit, timeout: limit)
        guard let failure = handle.perform(request, transfer) else { return nil }
        return switch failure.kind {
        case .loginDenied: MailError(.authenticationFailed, failure.message)
        case .tls: MailError(.tlsFailed, failure.message)
        case .unreachable: MailError(.unreachable, failure.message)
        case .timedOut: MailError(.timedOut, failure.message)
        case .brokenOff, .other: MailError(.connectionLost, failure.message)
        }
    }

    /// Where libcurl finds the server.
    var address: String {
        let scheme = self.encryption == .immediate ? "smtps" : "smtp"
        let host = self.host.contains(":") && !self.host.hasPrefix("[") ? "[\(self.host)]" : self.host
        return "\(scheme)://\(host):\(self.port)"
    }

    var curlEncryption: CurlRequest.Encryption {
        switch self.encryption {
        case .immediate, .required: .required
        case .opportunistic: .opportunistic
        case .off: .off
        }
    }
}

/// What is said at a server where nothing is to be sent.
private final class SMTPProbe: CurlTransfer {
    var isAwaited: Bool { true }
    func give(into buffer: UnsafeMutableRawBufferPointer) -> Int? { nil }
    func hear(_ line: UnsafeRawBufferPointer) {}
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool { true }
}
