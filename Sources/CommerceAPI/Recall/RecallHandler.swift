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
final class RecallHandler: ChannelInboundHandler {
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
        case .head(let request):
            if self.connection.owesOnlyOne, context.channel.isWritable, let answer = self.answer(request, context) {
                self.isAnswered = true
                self.mustFlush = true
                return self.connection.answer(answer)
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

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) -> ByteBuffer? {
        guard let bodySize = Self.plainBodySize(request), let match = self.listener.routes.match(request) else {
            return nil
        }
        let peer = self.peer ?? Client(of: context.channel)
        self.peer = peer
        let client = self.listener.envelope.client(of: request, peer: peer)
        let recalled = bodySize == 0 ? self.recall(match, request, client) : nil
        guard let answer = recalled ?? self.refuse(match) else { return nil }
        let opened = self.listener.envelope.open(request, path: match.path, from: client)
        let body = answer.body
        var head = EncodedHead(answer.status, bodySize: body.readableBytes, context.channel.allocator)
        for field in answer.fields { head.append(field) }
        self.listener.envelope.cors.apply(to: &head, for: request)
        self.listener.envelope.close(opened, answer.status, &head)
        head.append(HTTPField(name: .date, value: self.listener.clock.date))
        head.end(body)
        return head.bytes
    }

    private func recall(_ match: ArrivalRoutes.Match, _ request: HTTPRequestHead, _ client: Client) -> Answer? {
        guard let answer = match.recall(request) else { return nil }
        if let counter = match.route.counter, !self.listener.limiter.admitsNow(client, to: counter) { return nil }
        return answer
    }

    private func refuse(_ match: ArrivalRoutes.Match) -> Answer? {
        guard match.route.isRefusedFirst, self.listener.inFlight.refusesNow() else { return nil }
        return Self.busy
    }

    private static let busy = Answer(RequestsInFlight.isBusy)
}
