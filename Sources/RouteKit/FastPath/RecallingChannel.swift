import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An HTTP/1 channel with a ``ConnectionGuard`` behind the decoder, and a ``FastPathHandler`` between that and the
/// framework's tasks.
struct RecallingChannel: HTTPChannelHandler {
    /// A connection, and the framework's side of it as soon as a request needs that.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let opened: EventLoopFuture<ConnectionOpening.Opened?>
    }

    let responder: HTTPChannelHandler.Responder
    let listener: Listener

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let arriving = ArrivingBytes()
            try pipeline.addHandler(arriving)
            // As the framework's own channel has it: requests are taken one after the other further behind. What is no
            // HTTP is answered by the guard.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: self.listener.limits.decoder)
            let connection = ConnectionGuard(
                self.listener, arriving: arriving,
                refusal: self.listener.connections.admits(channel) ? nil : .tooManyConnections)
            try pipeline.addHandler(connection)
            try pipeline.addHandler(FastPathHandler(self.listener, connection: connection))
            let opened = channel.eventLoop.makePromise(of: ConnectionOpening.Opened?.self)
            do {
                try pipeline.addHandler(ConnectionOpening(opened))
            } catch {
                opened.succeed(nil)
                throw error
            }
            return Value(channel: channel, opened: opened.futureResult)
        }
    }

    func handle(value: Value, logger: Logger) async {
        let opened = await withTaskCancellationHandler {
            try? await value.opened.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
        guard let opened else { return }
        await withTaskExecutorPreference(EventLoopTaskExecutor(value.channel.eventLoop)) {
            await Client.$connected.withValue(Client(of: value.channel)) {
                await self.handleHTTP(asyncChannel: opened, logger: logger)
            }
        }
    }
}
