import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An HTTP/1 channel with a ``ConnectionGuard`` behind the decoder, and a ``RecallHandler`` between that and the
/// framework's tasks.
struct RecallingChannel: HTTPChannelHandler {
    /// A connection, and the framework's side of it as soon as a request needs that.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let opened: EventLoopFuture<ConnectionOpening.Opened?>
    }

    let responder: HTTPChannelHandler.Responder
    let limits: ConnectionLimits
    let connections: ConnectionCount
    let envelope: ResponseEnvelope
    let clock: HTTPClock
    let makeRecallHandler: @Sendable (ConnectionGuard) -> RecallHandler

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let arriving = ArrivingBytes()
            try pipeline.addHandler(arriving)
            // As the framework's own channel has it: requests are taken one after the other further behind. What is no
            // HTTP is answered by the guard.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: self.limits.decoder)
            let connection = ConnectionGuard(
                self.limits, arriving: arriving,
                refusal: self.connections.admits(channel) ? nil : .tooManyConnections, answer: self.answer)
            try pipeline.addHandler(connection)
            try pipeline.addHandler(self.makeRecallHandler(connection))
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
            await self.handleHTTP(asyncChannel: opened, logger: logger)
        }
    }

    private func answer(_ refusal: Refusal, _ channel: any Channel) -> (head: HTTPResponseHead, body: ByteBuffer) {
        var (fields, body) = self.envelope.refuse(refusal, from: Client(of: channel))
        fields.append(HTTPField(name: .date, value: self.clock.date))
        return (HTTPResponseHead(HTTPResponse(status: refusal.status, headerFields: fields)), body)
    }
}
