import NIOCore

/// Shows ``ConnectionGuard`` the bytes that the client sends before the decoder gets them, and writes bytes that need no
/// encoding.
///
/// The decoder does not tell that a head has begun, or how far it has come. After the last answer the bytes are dropped
/// here.
final class InboundBytesHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    /// The guard of the same channel, as long as it is in its pipeline.
    var connection: ConnectionGuard?

    /// Sends bytes with the next flush.
    func write(_ bytes: ByteBuffer) {
        self.context?.write(NIOAny(bytes), promise: nil)
    }

    /// Reads what the client still sends.
    func read() {
        self.context?.read()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.connection = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let connection, connection.receive(self.unwrapInboundIn(data)) else { return }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // After the last answer, no other handler asks for bytes.
        if let connection, connection.isDiscarding { context.read() }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent, let connection, !connection.receiveEnd() { return }
        context.fireUserInboundEventTriggered(event)
    }
}
