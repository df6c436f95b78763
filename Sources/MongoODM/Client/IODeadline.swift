import CMongoC
import Synchronization

/// When a client of the driver has to be done with the server.
///
/// The driver's own timeouts begin anew with each of its attempts, so that an operation which began late or is
/// repeated would hold its thread long after its caller has given up. So the worker says with every job how long it
/// may take, and the client's streams keep to it: see ``StreamTimeout``.
///
/// `@unchecked Sendable`: the client is only compared and handed back to the driver; the rest is behind a lock.
final class IODeadline: @unchecked Sendable {
    private let client: OpaquePointer
    private let greeting: Duration
    private let end = Mutex(ContinuousClock.now)

    /// Gives a client streams that keep to the deadline. It must live as long as the client.
    ///
    /// - Parameter greeting: how long a new connection may take until it is greeted, also beyond the deadline.
    init(for client: OpaquePointer, greeting: Duration) {
        self.client = client
        self.greeting = greeting
        mongoc_client_set_stream_initiator(
            client,
            { uri, host, context, error in
                let deadline = Unmanaged<IODeadline>.fromOpaque(context!).takeUnretainedValue()
                return deadline.connect(uri, host, error)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func move(to end: ContinuousClock.Instant) {
        self.end.withLock { $0 = end }
    }

    var timeLeft: Duration { self.end.withLock { $0 } - .now }

    private func connect(
        _ uri: OpaquePointer?, _ host: UnsafePointer<mongoc_host_list_t>?, _ error: UnsafeMutablePointer<bson_error_t>?
    ) -> UnsafeMutablePointer<mongoc_stream_t>? {
        let client = UnsafeMutableRawPointer(self.client)
        guard let inner = mongoc_client_default_stream_initiator(uri, host, client, error) else { return nil }
        return DeadlineStream.make(inner, StreamTimeout(self, greeting: self.greeting))
    }
}
