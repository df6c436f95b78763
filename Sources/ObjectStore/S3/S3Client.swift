import CallThreads
import Curl

/// Makes requests over one connection. It belongs to the thread that made it.
struct S3Client: ~Copyable, CallWorker {
    private let handle: CurlHandle
    private let settings: S3Settings

    /// nil if there is no memory.
    init?(_ settings: S3Settings) {
        guard let handle = CurlHandle() else { return nil }
        self.handle = handle
        self.settings = settings
    }

    func make(_ call: S3Call) {
        let start = ContinuousClock.now
        var outcome = self.outcome(of: call, within: self.settings.timeout)
        // A connection that was kept may be gone. Every request of ours may be made twice.
        if outcome.isWorthAnother {
            let left = self.settings.timeout - (ContinuousClock.now - start)
            if left > .zero { outcome = self.outcome(of: call, within: left) }
        }
        call.end.settle(outcome.result)
    }

    private struct Outcome {
        let result: Result<S3Reply, any Error>
        var isWorthAnother = false
    }

    private func outcome(of call: S3Call, within timeout: Duration) -> Outcome {
        let transfer = S3Transfer(call)
        guard let failure = self.handle.perform(self.request(for: call, within: timeout), transfer) else {
            return Outcome(result: .success(transfer.reply))
        }
        if transfer.isTooLarge {
            return Outcome(result: .failure(ObjectStoreError(.tooLarge, call.operation)))
        }
        return Outcome(
            result: .failure(ObjectStoreError(.unreachable, call.operation, failure.message)),
            isWorthAnother: failure.kind == .other && call.isAwaited)
    }

    private func request(for call: S3Call, within timeout: Duration) -> CurlRequest {
        let settings = self.settings
        return CurlRequest(
            call.request.url(below: settings.endpoint),
            .http(
                method: call.request.method, headers: call.request.lines,
                signing: "aws:amz:\(settings.region):s3"),
            bodySize: call.request.body?.count, credentials: (settings.accessKeyID, settings.secretAccessKey),
            certificateAuthorities: settings.certificateAuthorities,
            connectTimeout: min(settings.connectTimeout, timeout), timeout: timeout)
    }
}
