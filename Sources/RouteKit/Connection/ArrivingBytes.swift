import NIOCore

/// Stands before the decoder, and tells what it does not: that a head has begun, and how far it came. After the last
/// answer it reads what still comes, and forgets it.
final class ArrivingBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Whether anything came since this was last set to false.
    var hasArrived = false
    /// Whether the first line of the head that is coming has ended.
    var hasFirstLine = false
    private var context: ChannelHandlerContext?
    /// How many bytes may still be forgotten; nil before the last answer.
    private var allowance: Int?

    /// Forgets what comes from now on.
    func discard(upTo allowance: Int) {
        self.allowance = allowance
        self.context?.read()
    }

    /// Sends bytes that need no encoding. They go out with the next flush.
    func write(_ bytes: ByteBuffer) {
        self.context?.write(NIOAny(bytes), promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = self.unwrapInboundIn(data)
        if let allowance = self.allowance {
            self.allowance = allowance - bytes.readableBytes
            if allowance < bytes.readableBytes { context.close(promise: nil) }
            return
        }
        self.hasArrived = true
        // A line's end before the first line is no end of it.
        if !self.hasFirstLine { self.hasFirstLine = bytes.readableBytesView.dropFirst(2).contains(UInt8(ascii: "\n")) }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Whoever reads requests reads no more of them, so that nobody else asks for bytes.
        if self.allowance != nil { context.read() }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if self.allowance != nil, case ChannelEvent.inputClosed? = event as? ChannelEvent {
            return context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }
}
