import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends requests to addresses that others choose, and that must not lead into the own network.
///
/// A host is resolved once, all of its addresses are checked, and the connection goes to one of these: what its name means a moment
/// later is of no account. Redirects are not followed, proxies of the environment not used, and no connection is used twice.
public struct OutboundClient: Sendable {
    private let resolver: any HostResolver
    private let isAllowed: @Sendable (NetworkAddress) -> Bool
    private let timeLimit: Duration

    /// So many bytes of an answer's body are read.
    public static let bodyLimit = 1024

    /// - Parameters:
    ///   - isAllowed: which addresses requests may go to.
    ///   - timeLimit: how long a request may take, from the look-up of the host to the end of the answer.
    public init(
        resolver: any HostResolver = SystemResolver(), timeLimit: Duration = .seconds(10),
        isAllowed: @escaping @Sendable (NetworkAddress) -> Bool = { $0.isPublic }
    ) {
        self.resolver = resolver
        self.isAllowed = isAllowed
        self.timeLimit = timeLimit
    }

    /// An address that requests may not go to, and that a URL has for its host, in whatever spelling. What a name leads to is seen
    /// when a request is sent.
    public func refusedAddress(in url: OutboundURL) -> NetworkAddress? {
        SystemResolver.numericAddresses(of: url.host).first { !self.isAllowed($0) }
    }

    /// Sends a body.
    ///
    /// - Parameters:
    ///   - headers: names and values, besides those of the connection.
    ///   - attempt: which try it is, counted from 1: where a host has several addresses, each goes to the next.
    /// - Throws: ``OutboundError``.
    public func post(
        _ body: [UInt8], to url: OutboundURL, headers: [(name: String, value: String)], attempt: Int = 1
    ) async throws -> OutboundAnswer {
        let progress = Progress()
        let limit = self.timeLimit
        do {
            return try await waiting(until: .now + limit) {
                let addresses = try await self.resolver.addresses(of: url.host)
                if let refused = addresses.first(where: { !self.isAllowed($0) }) {
                    throw OutboundError.refusedAddress(refused)
                }
                guard !addresses.isEmpty else { throw OutboundError.unknownHost(url.host) }
                let address = addresses[max(attempt - 1, 0) % addresses.count]
                return try await HTTPClient.withHTTPClient(
                    configuration: Self.configuration(address, of: url, limit)
                ) { client in
                    var request = HTTPClientRequest(url: url.description)
                    request.method = .POST
                    request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
                    request.body = .bytes(ByteBuffer(bytes: body))
                    let response = try await client.execute(request, timeout: TimeAmount(limit))
                    progress.begin(Int(response.status.code))
                    for try await part in response.body {
                        if progress.isFull(after: part.readableBytesView) { break }
                    }
                    return progress.answer!
                }
            }
        } catch {
            // Its first line has come: the answer is there, whatever became of the rest.
            if let answer = progress.answer { return answer }
            if error is CancellationError, Task.isCancelled { throw error }
            throw error as? OutboundError ?? .connection(String("\(error)".prefix(300)))
        }
    }

    private static func configuration(
        _ address: NetworkAddress, of url: OutboundURL, _ limit: Duration
    ) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(limit), read: TimeAmount(limit)),
            proxy: nil, decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.dnsOverride = [url.host: address.description]
        // Whatever it made of the name: nothing is sent to another address than the one that was checked.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let peer = channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
            guard peer == address else {
                return channel.eventLoop.makeFailedFuture(
                    OutboundError.connection("it went to another address than \(address)"))
            }
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        return configuration
    }

    /// How much of an answer has come.
    private final class Progress: Sendable {
        private let state = Mutex<OutboundAnswer?>(nil)

        var answer: OutboundAnswer? { self.state.withLock { $0 } }

        func begin(_ status: Int) { self.state.withLock { $0 = OutboundAnswer(status: status, body: []) } }

        func isFull(after part: ByteBufferView) -> Bool {
            self.state.withLock { answer in
                let count = answer?.body.count ?? 0
                answer?.body += part.prefix(OutboundClient.bodyLimit - count)
                return count + part.count >= OutboundClient.bodyLimit
            }
        }
    }
}

/// Waits for something until a moment, and no longer: also for what can't be stopped, such as the system's resolver.
private func waiting<Value: Sendable>(
    until end: ContinuousClock.Instant, for work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let (values, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
    let task = Task {
        do {
            continuation.yield(try await work())
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }
    let timer = Task {
        try await Task.sleep(until: end)
        continuation.finish(throwing: OutboundError.timeLimit)
    }
    defer {
        task.cancel()
        timer.cancel()
    }
    for try await value in values { return value }
    throw CancellationError()
}
