import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Begins the framework's part of a connection with the first request that comes this far.
///
/// The framework's channel and the task that serves it take more memory than all of the rest of a connection, and one
/// that is idle, or asks only for what is in memory, needs neither.
final class ConnectionOpening: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias Opened = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Gets the framework's channel, or nil when the connection has ended without one.
    private var promise: EventLoopPromise<Opened?>?

    init(_ promise: EventLoopPromise<Opened?>) {
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
