import CallThreads
import Curl

/// Delivers mails over one connection. It belongs to the thread that made it.
struct SMTPClient: ~Copyable, CallWorker {
    private let handle: CurlHandle
    private let settings: SMTPSettings
    private let transfer = SMTPTransfer()

    /// nil if there is no memory.
    init?(_ settings: SMTPSettings) {
        guard let handle = CurlHandle() else { return nil }
        self.handle = handle
        self.settings = settings
    }

    func make(_ delivery: Delivery) {
        self.transfer.begin(delivery)
        defer { self.transfer.end() }
        let failure = self.handle.perform(self.request(for: delivery), self.transfer)
        delivery.end.settle(failure.map { .failure(self.transfer.error($0)) } ?? .success(()))
    }

    private func request(for delivery: Delivery) -> CurlRequest {
        let settings = self.settings
        return CurlRequest(
            settings.address,
            .mail(sender: delivery.sender, recipient: delivery.recipient, encryption: settings.curlEncryption),
            bodySize: delivery.bytes.count, credentials: settings.credentials.map { ($0.user, $0.password) },
            certificateAuthorities: settings.certificateAuthorities, connectTimeout: settings.connectTimeout,
            timeout: settings.timeout)
    }
}
