import NIOCore
import NIOHTTP1

/// Ends what clients do that is no HTTP, or too slow, or too large, with an answer in the API's form where one can
/// still be given, and without disturbing the answers that precede it.
///
/// It stands between the decoder and everything that handles requests, which therefore sees well-formed ones only. A
/// body that breaks off is an error of the request it belongs to: whoever reads the body answers. It also ends
/// connections that nobody uses, and all of them, each after its last answer, when the server stops.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What comes next from the client.
    private enum Expected {
        case head
        /// - Parameter left: how many bytes, where the head said it.
        case body(left: Int?)
        /// Nothing that anybody wants.
        case nothing
    }

    private let listener: Listener
    private let arriving: ArrivingBytes
    private var expected = Expected.head
    /// Whether a part of a request came since reading last paused.
    private var hasPart = false
    /// How many requests were passed on whose answers have not ended.
    private var owed = 0
    /// Whether the answer that is owed first has begun.
    private var isAnswering = false
    /// How many bytes of a body may still come that nobody wants.
    private var allowance = 0
    /// Whether the connection ends with the last answer that is owed.
    private var isLast = false
    /// What is answered after everything that is owed.
    private var refusal: Refusal?
    /// Whether the last answer was given.
    private var hasEnded = false
    /// When the last answer ended.
    private var lastUse = NIODeadline.now()
    private var arrivalTimer: Scheduled<Void>?
    private var sendTimer: Scheduled<Void>?
    private var idleTimer: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    /// - Parameters:
    ///   - arriving: what stands before the decoder of the same channel.
    ///   - refusal: what to answer without asking what the client wants.
    init(_ listener: Listener, arriving: ArrivingBytes, refusal: Refusal?) {
        self.listener = listener
        self.arriving = arriving
        self.refusal = refusal
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        self.waitForUse(TimeAmount(self.listener.limits.idleTimeout), context)
        context.fireChannelActive()
        if let refusal = self.refusal { self.refuse(refusal, context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.stopTimers()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.stopTimers()
        self.context = nil
    }

    /// The server stops: requests that have come are answered, and no more are taken.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        self.isLast = true
        if self.owed == 0, !self.hasEnded { context.close(promise: nil) }
    }

    /// A client that does not read has as long as one that does not write.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.sendTimer?.cancel()
        self.sendTimer =
            context.channel.isWritable
            ? nil : self.after(TimeAmount(self.listener.limits.idleTimeout), context) { $1.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    /// Whoever handled the requests may have nothing more to do while the last answer is still on its way.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard self.hasEnded else { return context.close(mode: mode, promise: promise) }
        context.channel.closeFuture.cascade(to: promise)
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.hasPart = true
        if case .nothing = self.expected { return }
        switch self.unwrapInboundIn(data) {
        case .head(var head):
            self.stopWaiting()
            self.arriving.hasFirstLine = false
            guard !self.isLast else {
                self.expected = .nothing
                return
            }
            if let refusal = Self.fault(of: head) { return self.refuse(refusal, context) }
            self.expected = .body(left: head.headers.first(name: "content-length").flatMap { Int($0) })
            self.owed += 1
            // After what is asked to be another protocol, the decoder does not go on.
            if !head.isKeepAlive || head.method == .CONNECT || head.headers.contains(name: "upgrade") {
                self.isLast = true
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            context.fireChannelRead(self.wrapInboundOut(.head(head)))
        case .body(let bytes):
            if case .body(let left?) = self.expected { self.expected = .body(left: left - bytes.readableBytes) }
            if self.owed == 0 {
                self.allowance -= bytes.readableBytes
                if self.allowance < 0 { return self.end(context) }
            }
            context.fireChannelRead(data)
        case .end:
            self.stopWaiting()
            self.expected = .head
            context.fireChannelRead(data)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        switch self.expected {
        case .body: self.wait(self.listener.limits.bodyTimeout, context)
        case .head where self.arriving.hasArrived && !self.hasPart: self.wait(self.listener.limits.headTimeout, context)
        case .head, .nothing: break
        }
        self.arriving.hasArrived = false
        self.hasPart = false
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is ByteToMessageDecoderError { return }
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        switch self.expected {
        case .head: self.refuse(Refusal(error, isInTarget: !self.arriving.hasFirstLine), context)
        case .body: self.breakOff(.brokenBody, context)
        case .nothing: break
        }
    }

    private static func fault(of head: HTTPRequestHead) -> Refusal? {
        if head.uri.utf8.count > ConnectionLimits.maximumTargetSize { return .longTarget }
        // RFC 9112, section 3.2.
        let hosts = head.headers["host"].count
        return hosts == 1 || (hosts == 0 && head.version.minor == 0) ? nil : .noHost
    }

    // MARK: What goes

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Nothing follows the last answer.
        guard !self.hasEnded else {
            promise?.succeed()
            return
        }
        switch self.unwrapOutboundIn(data) {
        case .head(var head):
            self.isAnswering = true
            guard self.owed == 1 else { break }
            if case .body(let left) = self.expected,
                head.status == .payloadTooLarge || left ?? 0 > ConnectionLimits.unwantedBodySize
            {
                self.isLast = true
            }
            guard self.isLast else { break }
            head.headers.replaceOrAdd(name: "connection", value: "close")
            return context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .body: break
        case .end:
            self.isAnswering = false
            self.owed -= 1
            guard self.owed == 0 else { break }
            if self.isLast { return self.end(context, last: data, promise) }
            context.write(data, promise: promise)
            return self.goOn(context)
        }
        context.write(data, promise: promise)
    }

    /// Whether the request that came last is the only one without an answer.
    var owesOnlyOne: Bool { self.owed == 1 }

    /// Sends the only answer that is owed, which is encoded already and goes out with the next flush.
    func answer(_ bytes: ByteBuffer) {
        guard let context, !self.hasEnded else { return }
        self.arriving.write(bytes)
        self.owed -= 1
        if self.isLast { self.end(context) } else { self.goOn(context) }
    }

    /// Nothing is owed any more.
    private func goOn(_ context: ChannelHandlerContext) {
        if let refusal = self.refusal { return self.refuse(refusal, context) }
        self.allowance = ConnectionLimits.unwantedBodySize
        self.lastUse = .now()
    }

    // MARK: The end

    /// Answers in place of whoever handles requests, after what is owed.
    private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        self.expected = .nothing
        self.stopWaiting()
        guard self.owed == 0 else {
            self.refusal = refusal
            return
        }
        let (head, body) = self.listener.answer(refusal, on: context.channel)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        self.end(context, last: self.wrapOutboundOut(.end(nil)))
    }

    /// Tells whoever reads the body that there will be no more of it.
    private func breakOff(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        self.expected = .nothing
        self.stopWaiting()
        guard self.owed > 0 else { return self.end(context) }
        self.isLast = true
        if self.owed > 1 || !self.isAnswering { context.fireErrorCaught(refusal) }
    }

    /// Sends what was written and closes the connection, in both directions one after the other.
    ///
    /// - Parameter last: what is still to be written, with its promise.
    private func end(
        _ context: ChannelHandlerContext, last: NIOAny? = nil, _ promise: EventLoopPromise<Void>? = nil
    ) {
        self.expected = .nothing
        self.hasEnded = true
        self.stopWaiting()
        self.arriving.discard(upTo: ConnectionLimits.lingeringSize)
        self.arrivalTimer = self.after(TimeAmount(self.listener.limits.idleTimeout), context) { $1.close(promise: nil) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.cascade(to: promise)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            self.stopWaiting()
            guard context.channel.isActive else { return }
            context.close(mode: .output, promise: nil)
            self.arrivalTimer = self.after(ConnectionLimits.lingeringTime, context) { $1.close(promise: nil) }
        }
        if let last {
            context.writeAndFlush(last, promise: sent)
        } else {
            context.flush()
            sent.succeed()
        }
    }

    // MARK: Time

    /// Waits for the rest of a head or body. Time does not count while earlier answers are owed: the client may have to
    /// wait for them itself.
    private func wait(_ time: Duration, _ context: ChannelHandlerContext) {
        guard self.arrivalTimer == nil else { return }
        self.arrivalTimer = self.after(TimeAmount(time), context) { connection, context in
            connection.arrivalTimer = nil
            switch connection.expected {
            case .head where connection.owed == 0: connection.refuse(.slowHead, context)
            case .body where connection.owed <= 1: connection.breakOff(.slowBody, context)
            case .head, .body: connection.wait(time, context)
            case .nothing: break
            }
        }
    }

    private func stopWaiting() {
        self.arrivalTimer?.cancel()
        self.arrivalTimer = nil
    }

    /// Waits for the connection to be used, and ends it when it is not. Looking now and then costs less than a timer for
    /// each request.
    private func waitForUse(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        self.idleTimer = self.after(time, context) { connection, context in
            let timeout = TimeAmount(connection.listener.limits.idleTimeout)
            // What is being sent has a time of its own, and so has what is owed.
            let isIdle = connection.owed == 0 && connection.arrivalTimer == nil
            let left = isIdle ? connection.lastUse + timeout - .now() : timeout
            if left <= .zero { context.close(promise: nil) } else { connection.waitForUse(left, context) }
        }
    }

    private func stopTimers() {
        self.stopWaiting()
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
