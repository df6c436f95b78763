/// What the routes of a server share: how often they may be called, and with how much at once.
public struct RouteEnvironment: Sendable {
    /// Does something around a part of the work on a request, such as giving it a deadline.
    public typealias Surroundings = @Sendable (_ work: () async throws -> Void) async throws -> Void

    let limits: RateLimits
    /// The largest request body in bytes.
    let maximumBodySize: Int
    let inFlight: RequestsInFlight
    let eventStreams: EventStreams
    private let surroundings: Surroundings

    /// - Parameters:
    ///   - limits: count requests.
    ///   - maximumBodySize: the largest request body in bytes.
    ///   - inFlight: counts the requests that are being worked on.
    ///   - eventStreams: counts the answers that go on.
    ///   - surroundings: does something around finding out who calls, and around the handler. The body arrives between them,
    ///     which takes the client's time.
    public init(
        limits: RateLimits, maximumBodySize: Int, inFlight: RequestsInFlight, eventStreams: EventStreams,
        surroundings: @escaping Surroundings = { try await $0() }
    ) {
        self.limits = limits
        self.maximumBodySize = maximumBodySize
        self.inFlight = inFlight
        self.eventStreams = eventStreams
        self.surroundings = surroundings
    }

    /// Does a part of the work on a request.
    ///
    /// - Throws: a ``RefusedRequest`` when there is too much to do already; what the work throws.
    func work<Value>(_ admission: Admission, _ work: () async throws -> Value) async throws -> Value {
        var value: Value?
        try await self.surroundings { value = try await self.inFlight.run(admission, work) }
        return value!
    }
}
