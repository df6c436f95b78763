import HTTPTypes
import NIOCore
import NIOHTTP1

/// Ends connections on which a client sends no valid HTTP, too slowly, or too much, with an answer in the API's form
/// where one can still be given, and without disturbing the answers that precede it.
///
/// It stands between the decoder and what handles requests, which therefore sees well-formed ones only. A body that
/// breaks off is an error of the request it belongs to, which what reads the body answers. It also closes idle
/// connections, and all of them, each after its last answer, when the server stops. What is to be done when is decided
/// by ``ConnectionState``; this handler does it.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Asks for the body of the request that is owed an answer first.
    struct BodyIsWanted: Sendable {}

    private let listener: Listener
    private let bytes: InboundBytesHandler
    private var state: ConnectionState
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var sendTimer: Scheduled<Void>?
    private var idleTimer: Scheduled<Void>?

    /// - Parameters:
    ///   - bytes: what stands before the decoder of the same channel.
    ///   - refusal: what to answer without reading a request.
    init(_ listener: Listener, bytes: InboundBytesHandler, refusal: Refusal?) {
        self.listener = listener
        self.bytes = bytes
        self.state = ConnectionState(now: .now(), refusal: refusal)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.bytes.connection = self
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.stop()
        self.bytes.connection = nil
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        self.lookAtUse(in: TimeAmount(self.listener.limits.idleTimeout), context)
        context.fireChannelActive()
        self.perform(self.state.activated(), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.stop()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        self.perform(self.state.quiesce(), context)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyIsWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        self.perform(self.state.bodyIsWanted(), context)
        promise?.succeed()
    }

    /// A client that does not read has as long as one that does not write.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.sendTimer?.cancel()
        self.sendTimer =
            context.channel.isWritable
            ? nil : self.after(TimeAmount(self.listener.limits.idleTimeout), context) { $1.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard self.state.closeIsWanted().step == .forward else {
            return context.channel.closeFuture.cascade(to: promise)
        }
        context.close(mode: mode, promise: promise)
    }

    // MARK: What comes

    /// - Returns: whether the decoder is to have the bytes.
    func receive(_ bytes: ByteBuffer) -> Bool {
        guard let context else { return false }
        // An empty line may precede the first line (RFC 9112, section 2.2).
        let endFirstLine =
            self.state.awaitsFirstLine && bytes.readableBytesView.dropFirst(2).contains(UInt8(ascii: "\n"))
        let action = self.state.bytes(bytes.readableBytes, endFirstLine: endFirstLine)
        if action.step == .forward { return true }
        self.perform(action, context)
        return false
    }

    /// - Returns: whether other handlers are to know that the client sends nothing more.
    func receiveEnd() -> Bool {
        guard let context else { return true }
        let action = self.state.inputClosed()
        if action.step == .forward { return true }
        self.perform(action, context)
        return false
    }

    /// Whether what comes is only read to be dropped.
    var isDiscarding: Bool { self.state.isDiscarding }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let action: ConnectionAction
        switch self.unwrapInboundIn(data) {
        case .head(var head):
            action = self.state.requestHead(head)
            if action.step == .forwardClosing {
                self.set(action.timer, context)
                head.headers.replaceOrAdd(name: "connection", value: "close")
                return context.fireChannelRead(self.wrapInboundOut(.head(head)))
            }
        case .body(let bytes): action = self.state.requestBody(bytes.readableBytes)
        case .end: action = self.state.requestEnd()
        }
        guard action.step == .forward else { return self.perform(action, context) }
        self.set(action.timer, context)
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.set(self.state.readComplete().timer, context)
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is ByteToMessageDecoderError { return }
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        self.perform(self.state.parserError(error), context)
    }

    // MARK: What goes

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let action: ConnectionAction
        switch self.unwrapOutboundIn(data) {
        case .head(var head):
            action = self.state.answerHead(head.status, isLast: head.headers.first(name: "connection") == "close")
            guard action.step != .drop else { break }
            if action.step == .forwardClosing {
                head.headers.replaceOrAdd(name: "connection", value: "close")
            } else if let keepAlive = self.listener.keepAlive {
                head.headers.add(name: keepAlive.name.rawName, value: keepAlive.value)
            }
            return context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .body: action = self.state.answerBody()
        case .end: action = self.state.answerEnd(now: .now())
        }
        self.set(action.timer, context)
        switch action.step {
        case .forward: context.write(data, promise: promise)
        case .forwardThenRefuse(let refusal):
            context.write(data, promise: promise)
            self.refuse(refusal, context)
        case .forwardThenFinish: self.finish(context, last: data, promise)
        default: promise?.succeed()
        }
    }

    /// Whether the request that came last is the only one without an answer.
    var owesOnlyOne: Bool { self.state.owesOnlyOne }

    /// Sends the only answer that is owed, which is encoded already and goes out with the next flush.
    func answer(_ bytes: ByteBuffer) {
        guard let context else { return }
        let action = self.state.answerEnd(now: .now())
        guard action.step != .drop else { return }
        self.bytes.write(bytes)
        self.set(action.timer, context)
        switch action.step {
        case .forwardThenRefuse(let refusal): self.refuse(refusal, context)
        case .forwardThenFinish: self.finish(context)
        default: break
        }
    }

    // MARK: Actions

    /// Does what does not concern the event that led to it.
    private func perform(_ action: ConnectionAction, _ context: ChannelHandlerContext) {
        self.set(action.timer, context)
        switch action.step {
        case .drop, .forward, .forwardClosing, .forwardThenRefuse, .forwardThenFinish: break
        case .refuse(let refusal): self.refuse(refusal, context)
        case .finish: self.finish(context)
        case .fail(let refusal): context.fireErrorCaught(refusal)
        case .sendContinue:
            self.bytes.write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
            context.flush()
        case .closeOutput: context.close(mode: .output, promise: nil)
        case .close: context.close(promise: nil)
        }
    }

    private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        let (head, body) = self.listener.answer(refusal, on: context.channel)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        self.finish(context, last: self.wrapOutboundOut(.end(nil)))
    }

    /// Sends what was written; the connection then closes in one direction after the other.
    ///
    /// - Parameter last: what is still to be written, with its promise.
    private func finish(
        _ context: ChannelHandlerContext, last: NIOAny? = nil, _ promise: EventLoopPromise<Void>? = nil
    ) {
        self.bytes.read()
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.cascade(to: promise)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            guard context.channel.isActive else { return }
            self.perform(self.state.lastAnswerSent(), context)
        }
        if let last {
            context.writeAndFlush(last, promise: sent)
        } else {
            context.flush()
            sent.succeed()
        }
    }

    // MARK: Time

    private func set(_ timer: ConnectionAction.Timer, _ context: ChannelHandlerContext) {
        switch timer {
        case .keep: break
        case .cancel:
            self.timer?.cancel()
            self.timer = nil
        case .start(let wait):
            self.timer?.cancel()
            self.timer = self.after(self.listener.limits.time(for: wait), context) { connection, context in
                connection.timer = nil
                connection.perform(connection.state.timerFired(), context)
            }
        }
    }

    /// Looking now and then whether the connection was used costs less than a timer for each request.
    private func lookAtUse(in time: TimeAmount, _ context: ChannelHandlerContext) {
        self.idleTimer = self.after(time, context) { connection, context in
            let timeout = TimeAmount(connection.listener.limits.idleTimeout)
            switch connection.state.idleTimerFired(now: .now(), timeout: timeout) {
            case .close: context.close(promise: nil)
            case .lookAgain(let time): connection.lookAtUse(in: time, context)
            }
        }
    }

    private func stop() {
        if let context { self.set(self.state.closed().timer, context) }
        self.idleTimer?.cancel()
        self.idleTimer = nil
        self.sendTimer?.cancel()
        self.sendTimer = nil
    }

    private func after(
        _ time: TimeAmount, _ context: ChannelHandlerContext,
        _ action: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: time) { action(self, context) }
    }
}
