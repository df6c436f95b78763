public import HTTPTypes
import Hummingbird
import NIOCore

extension Route {
    /// Declares an operation whose answer goes on: a stream of events (`text/event-stream`).
    ///
    /// The opening is counted, limited and refused as any request. After that the stream takes none of the places for work, no
    /// deadline ends it, and who calls is found out again before anything is sent: nobody is told anything whose session has
    /// ended.
    ///
    /// - Parameters:
    ///   - path: the path, with placeholders as in `/orders/{id}/events`.
    ///   - id: a name for programs, unique in the API.
    ///   - summary: a phrase for people.
    ///   - tag: the group under which the description shows it.
    ///   - access: who may call it.
    ///   - input: what it takes.
    ///   - options: what is different from most routes.
    ///   - events: opens a stream. Its second argument is the request's `Last-Event-ID`, of which nothing is known but that a
    ///     client has sent it; nil where there is none.
    public init<Caller, Path, Query, Event>(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, tag: RouteTag,
        access: Access<Caller>, input: RouteInput<Path, Query, Nothing>, options: RouteOptions = RouteOptions(),
        events:
            @escaping @Sendable (
                Call<Caller, Path, Query, Nothing>, _ lastEventID: String?
            ) async throws -> EventFeed<Caller, Event>
    ) {
        precondition(method == .get, "\(method) \(path): clients of streams only read")
        var options = options
        options.mediaTypes = [EventStreamContent<Event>.mediaType]
        options.errors += [.tooManyRequests]
        let steps = RouteSteps(
            name: "\(method.rawValue) \(path)", readsOnly: true, access: access, input: input, options: options,
            output: DescribedEvents<Event>.self)
        self.init(method, path, id: id, summary, tag: tag, steps: steps, takesKey: false, fastPath: nil) {
            request, context, environment, _ in
            let call = try await steps.call(request, context, environment)
            let streams = environment.eventStreams
            let place = try streams.place(of: access.name(call.caller) ?? context.client.network)
            let stream = EventStream(
                feed: try await environment.work(steps.admission) {
                    try await events(call, request.headers[.lastEventID])
                },
                limits: streams.limits, place: place, admit: { try await access.admit(request) },
                log: RequestLog(logger: streams.logger, requestID: context.requestID))
            return Response(Answer(events: { send in try await stream.run(request.body, send) }))
        }
    }
}

extension Answer {
    // Made once, because a field's value is checked when it is made.
    private static let events = [
        HTTPField(name: .contentType, value: "text/event-stream"),
        HTTPField(name: .cacheControl, value: "no-store"),
        // nginx would hold events back until it has some thousand bytes of them.
        HTTPField(name: .xAccelBuffering, value: "no"),
        // What comes behind the request is read to notice that the client is gone, and is not answered.
        HTTPField(name: .connection, value: "close"),
    ]

    /// A stream of events.
    fileprivate init(events stream: @escaping BodyStream) {
        self.init(.ok, Self.events, ByteBuffer(), stream: stream)
    }
}
