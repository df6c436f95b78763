import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers from memory where the request arrives: on the connection's event loop, before a task is made.
///
/// It stands in front of the framework. What it can't answer at once, for whatever reason, goes on to the router, which
/// gives the same answer by the same code, later. Answers keep the order of their requests: while the router owes one,
/// everything goes to it. So does everything while the client doesn't read, because the router's side knows how to stop
/// reading from such a client.
final class RecallHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let recollection: Recollection
    private let envelope: ResponseEnvelope
    private let limiter: RateLimiter
    private let clock: HTTPClock
    private var peer: Client?
    /// How many answers the router owes.
    private var owed = 0
    /// The answer to the request whose end has not come yet.
    private var prepared: (head: HTTPResponse, body: ByteBuffer)?
    private var mustFlush = false

    init(_ recollection: Recollection, envelope: ResponseEnvelope, limiter: RateLimiter, clock: HTTPClock) {
        self.recollection = recollection
        self.envelope = envelope
        self.limiter = limiter
        self.clock = clock
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let request):
            if self.owed == 0, context.channel.isWritable { self.prepared = self.answer(request, context) }
            guard self.prepared == nil else { return }
            self.owed += 1
        case .body:
            // Nobody reads the body of a `GET`.
            guard self.prepared == nil else { return }
        case .end:
            if let (head, body) = self.prepared {
                self.prepared = nil
                self.mustFlush = true
                context.write(self.wrapOutboundOut(.head(head)), promise: nil)
                if body.readableBytes > 0 { context.write(self.wrapOutboundOut(.body(body)), promise: nil) }
                context.write(self.wrapOutboundOut(.end(nil)), promise: nil)
                return
            }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if self.mustFlush {
            self.mustFlush = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = self.unwrapOutboundIn(data) { self.owed -= 1 }
        context.write(data, promise: promise)
    }

    /// The router's side closes connections where that is asked for.
    private static func keepsConnection(_ request: HTTPRequest) -> Bool {
        guard let connection = request.headerFields[.connection] else { return true }
        return connection == "keep-alive" || connection.lowercased() == "keep-alive"
    }

    private func answer(_ request: HTTPRequest, _ context: ChannelHandlerContext) -> (HTTPResponse, ByteBuffer)? {
        guard Self.keepsConnection(request), let match = self.recollection.match(request) else { return nil }
        let peer = self.peer ?? Client(of: context.channel)
        self.peer = peer
        let client = self.envelope.client(of: request, peer: peer)
        if let counter = match.counter, !self.limiter.admitsNow(client, to: counter) { return nil }
        let opened = self.envelope.open(request, path: match.path, from: client)
        var fields = match.answer.fields
        self.envelope.cors.apply(to: &fields, for: request)
        self.envelope.close(opened, match.answer.status, &fields)
        fields.append(HTTPField(name: .date, value: self.clock.date))
        return (HTTPResponse(status: match.answer.status, headerFields: fields), match.answer.body)
    }
}
