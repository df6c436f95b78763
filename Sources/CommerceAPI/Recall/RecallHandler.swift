import HTTPTypes
import NIOCore
import NIOHTTP1

/// Answers from memory where the request arrives: on the connection's event loop, before a task is made.
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
    /// The answer to the request whose end has not come yet.
    private var prepared: ByteBuffer?
    private var mustFlush = false

    /// - Parameter connection: what stands before it in the same channel, and sends its answers.
    init(_ listener: Listener, connection: ConnectionGuard) {
        self.listener = listener
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let request):
            if self.connection.owesOnlyOne, context.channel.isWritable {
                self.prepared = self.answer(request, context)
            }
            guard self.prepared == nil else { return }
        case .body: break
        case .end:
            if let answer = self.prepared {
                self.prepared = nil
                self.mustFlush = true
                return self.connection.answer(answer)
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

    /// The router's side closes connections where that is asked for, and reads bodies.
    private static func isPlain(_ request: HTTPRequestHead) -> Bool {
        for (name, value) in request.headers {
            switch name.utf8.count {
            case 10 where name.lowercased() == "connection":
                guard value == "keep-alive" || value.lowercased() == "keep-alive" else { return false }
            case 14 where name.lowercased() == "content-length":
                guard value == "0" else { return false }
            case 17 where name.lowercased() == "transfer-encoding": return false
            default: break
            }
        }
        return true
    }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) -> ByteBuffer? {
        guard Self.isPlain(request), let match = self.listener.recollection.match(request) else { return nil }
        let peer = self.peer ?? Client(of: context.channel)
        self.peer = peer
        let client = self.listener.envelope.client(of: request, peer: peer)
        if let counter = match.counter, !self.listener.limiter.admitsNow(client, to: counter) { return nil }
        let opened = self.listener.envelope.open(request, path: match.path, from: client)
        let body = match.answer.body
        var head = EncodedHead(match.answer.status, bodySize: body.readableBytes, context.channel.allocator)
        for field in match.answer.fields { head.append(field) }
        self.listener.envelope.cors.apply(to: &head, for: request)
        self.listener.envelope.close(opened, match.answer.status, &head)
        head.append(HTTPField(name: .date, value: self.listener.clock.date))
        head.end(body)
        return head.bytes
    }
}
