import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// What the network costs: SwiftNIO's HTTP/1 codec and a handler that sends a head and an answer's bytes, with no
/// framework, and with the fields that the shop sends.
struct RawServer: Service {
    let port: Int
    let answers: Answers

    func run() async throws {
        let bodies = self.answers.bodies
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(RawHandler(bodies: bodies))
                }
            }
            .bind(host: "127.0.0.1", port: self.port).get()
        try? await gracefulShutdown()
        try await channel.close()
    }
}

private final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let bodies: [String: ByteBuffer]

    init(bodies: [String: ByteBuffer]) {
        self.bodies = bodies
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = self.unwrapInboundIn(data) else { return }
        let body = self.bodies[request.uri] ?? ByteBuffer()
        let head = HTTPResponseHead(
            version: .http1_1, status: .ok,
            headers: [
                "Content-Type": "application/json", "ETag": "\"0123456789abcdef0123456789abcdef\"",
                "Cache-Control": "no-cache", "Content-Length": String(body.readableBytes), "Vary": "Origin",
                "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
                "X-Request-ID": "0123456789abcdef0123456789abcdef", "X-Process-Time": "0.000012",
                "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
            ])
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
