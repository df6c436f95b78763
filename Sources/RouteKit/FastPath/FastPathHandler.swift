import HTTPTypes
import NIOCore
import NIOHTTP1

/// Answers from memory, and refuses what is too much, where the request arrives: on the connection's event loop, before a
/// task is made.
///
/// It stands in front of the framework. What it can't answer at once, for whatever reason, goes on to the router, which
/// gives the same answer by the same code, later. Answers keep the order of their requests: while the router owes one,
/// everything goes to it. So does everything while the client doesn't read, because the router's side knows how to stop
/// reading from such a client.
final class FastPathHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let listener: Listener
    private let connection: ConnectionGuard
    private var peer: Client?
    /// Whether the request whose end has not come yet has its answer.
    private var isAnswered = false
    private var mustFlush = false

    /// - Parameter connection: what stands before it in the same channel, and sends its answers.
    init(_ listener: Listener, connection: ConnectionGuard) {
        self.listener = listener
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(var request):
            if self.connection.owesOnlyOne, context.channel.isWritable, let answer = self.answer(request, context) {
                self.isAnswered = true
                self.mustFlush = true
                return self.connection.answer(answer)
            }
            if let uri = PercentEncoding.normalized(target: request.uri) {
                request.uri = uri
                return context.fireChannelRead(self.wrapInboundOut(.head(request)))
            }
        case .body: if self.isAnswered { return }
        case .end:
            if self.isAnswered {
                self.isAnswered = false
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

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) -> ByteBuffer? {
        // The router will look for the route again: that is spared where there can't be an answer yet.
        guard self.listener.routes.haveAnswers(to: request.method) || self.listener.inFlight.isFull,
            let bodySize = Self.plainBodySize(request), let match = self.listener.routes.match(request)
        else { return nil }
        let inMemory = bodySize == 0 ? match.answer(request) : nil
        guard inMemory != nil || self.mayRefuse(match) else { return nil }
        let client = self.client(of: request, context)
        guard let answer = self.admitted(inMemory, match, client) ?? self.refusal(of: match) else { return nil }
        return self.encoded(answer, to: request, match, from: client, context.channel.allocator)
    }

    /// How large the body of a request is; nil for one that the router's side answers: it closes connections where that
    /// is asked for, and reads bodies of any kind.
    private static func plainBodySize(_ request: HTTPRequestHead) -> Int? {
        var size = 0
        for (name, value) in request.headers {
            switch name.utf8.count {
            case 6 where name.lowercased() == "expect": return nil
            case 10 where name.lowercased() == "connection":
                guard value == "keep-alive" || value.lowercased() == "keep-alive" else { return nil }
            case 14 where name.lowercased() == "content-length":
                guard let length = Int(value), length <= ConnectionLimits.unwantedBodySize else { return nil }
                size = length
            case 17 where name.lowercased() == "transfer-encoding": return nil
            default: break
            }
        }
        return size
    }

    private func client(of request: HTTPRequestHead, _ context: ChannelHandlerContext) -> Client {
        let peer = self.peer ?? Client(of: context.channel)
        self.peer = peer
        return self.listener.decorator.client(of: request, peer: peer)
    }

    /// An answer from memory, if the client may have it and this is known without asking Redis.
    private func admitted(_ answer: Answer?, _ match: FastPathRoutes.Match, _ client: Client) -> Answer? {
        guard let answer else { return nil }
        guard let counter = match.operation.counter else { return answer }
        return self.listener.rateLimits.countNow(client, by: counter).map { answer.adding($0.fields) }
    }

    private func mayRefuse(_ match: FastPathRoutes.Match) -> Bool {
        match.operation.admission == .onArrival && self.listener.inFlight.isFull
    }

    private func refusal(of match: FastPathRoutes.Match) -> Answer? {
        self.mayRefuse(match) && self.listener.inFlight.refusesNow() ? self.listener.inFlight.refusalAnswer : nil
    }

    private func encoded(
        _ answer: Answer, to request: HTTPRequestHead, _ match: FastPathRoutes.Match, from client: Client,
        _ allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        let decorator = self.listener.decorator
        let begun = decorator.begin(request, path: match.path, from: client)
        var head = EncodedHead(answer.status, bodySize: answer.body.readableBytes, allocator)
        for field in answer.fields { head.append(field) }
        decorator.cors.apply(to: &head, for: request, exposing: match.operation.exposure)
        decorator.finish(begun, answer.status, &head, isShared: answer.isShared)
        head.append(HTTPField(name: .date, value: self.listener.clock.date))
        if let keepAlive = self.listener.keepAlive { head.append(keepAlive) }
        head.end(answer.body)
        return head.bytes
    }
}
