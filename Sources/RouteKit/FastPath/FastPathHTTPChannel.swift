import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An HTTP/1.1 channel that answers some requests where they arrive, before the framework knows of them.
///
/// In the order in which requests pass them: an ``InboundBytesHandler``, SwiftNIO's decoder, a ``ConnectionGuard``, a
/// ``FastPathHandler`` for the answers from memory, and a ``LazyAsyncChannelHandler`` for all others.
struct FastPathHTTPChannel: HTTPChannelHandler {
    /// A connection, and its asynchronous channel as soon as a request needs one.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let asyncChannel: EventLoopFuture<LazyAsyncChannelHandler.AsyncChannel?>
    }

    let responder: HTTPChannelHandler.Responder
    private let listener: Listener

    init(responder: @escaping HTTPChannelHandler.Responder, listener: Listener) {
        self.responder = { request, writer, channel in
            var request = request
            if request.headers.contains(.expect) {
                request.body = RequestBody(asyncSequence: ExpectedBody(body: request.body, channel: channel))
            }
            try await responder(request, writer, channel)
        }
        self.listener = listener
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let bytes = InboundBytesHandler()
            try pipeline.addHandler(bytes)
            // As in the framework's own channel: its task takes one request after the other. Malformed requests are
            // answered by the guard.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: self.listener.limits.decoder)
            let connection = ConnectionGuard(
                self.listener, bytes: bytes,
                refusal: self.listener.connections.admits(channel) ? nil : .tooManyConnections)
            try pipeline.addHandler(connection)
            try pipeline.addHandler(FastPathHandler(self.listener, connection: connection))
            let asyncChannel = channel.eventLoop.makePromise(of: LazyAsyncChannelHandler.AsyncChannel?.self)
            do {
                try pipeline.addHandler(LazyAsyncChannelHandler(asyncChannel))
            } catch {
                asyncChannel.succeed(nil)
                throw error
            }
            return Value(channel: channel, asyncChannel: asyncChannel.futureResult)
        }
    }

    func handle(value: Value, logger: Logger) async {
        let asyncChannel = await withTaskCancellationHandler {
            try? await value.asyncChannel.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
        guard let asyncChannel else { return }
        await withTaskExecutorPreference(EventLoopTaskExecutor(value.channel.eventLoop)) {
            await Client.$connected.withValue(Client(of: value.channel)) {
                await self.handleHTTP(asyncChannel: asyncChannel, logger: logger)
            }
        }
    }
}
