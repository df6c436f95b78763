import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Makes the framework's asynchronous channel of a connection when the first request comes this far.
///
/// The asynchronous channel and the task that serves it take more memory than all of the rest of a connection. A
/// connection that is idle, or whose requests are answered from memory, needs neither.
final class LazyAsyncChannelHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias AsyncChannel = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Gets the asynchronous channel, or nil when the connection has ended without one.
    private var promise: EventLoopPromise<AsyncChannel?>?

    init(_ promise: EventLoopPromise<AsyncChannel?>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.open(context)
        context.fireChannelRead(data)
    }

    /// A client that will send nothing more, and to which nothing is owed, gets the rest of its answers and the end.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if self.promise != nil, case ChannelEvent.inputClosed? = event as? ChannelEvent {
            context.flush()
            context.close(mode: .output, promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.promise?.succeed(nil)
        self.promise = nil
    }

    private func open(_ context: ChannelHandlerContext) {
        guard let promise = self.promise else { return }
        self.promise = nil
        do {
            try context.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            promise.succeed(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: context.channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true)))
        } catch {
            promise.succeed(nil)
            context.close(promise: nil)
        }
    }
}
