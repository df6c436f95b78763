import HTTPTypes
import NIOCore
import NIOHTTP1

/// What a connection has received, and what it still owes its client.
///
/// A state machine without channel, timer or clock: each event returns what is to be done, and ``ConnectionGuard`` does
/// it. Answers keep the order of their requests, nothing follows the last answer, and a connection that was closed asks
/// for nothing.
struct ConnectionState {
    /// What is expected from the client.
    private enum Inbound: Equatable {
        /// The next request, of which a part may have come.
        case head
        /// - Parameter left: how many bytes, if the head said it.
        case body(left: Int?)
        /// Nothing: the connection ends with the answers that are owed.
        case nothing
        /// Nothing, and the last answer was written: bytes are read and dropped.
        ///
        /// - Parameter left: how many bytes may still be dropped.
        case discarding(left: Int)
        /// The connection was closed.
        case closed
    }

    enum IdleAction: Equatable {
        case close
        case lookAgain(in: TimeAmount)
    }

    private var inbound = Inbound.head
    /// How many requests were passed on whose answers have not ended.
    private var owed = 0
    /// How many bytes may still come of a body whose request was answered.
    private var unwantedBytes = ConnectionLimits.unwantedBodySize
    /// When the last answer ended.
    private var lastUse: NIODeadline
    /// What is answered after everything that is owed.
    private var refusal: Refusal?
    /// What the timer that runs is for.
    private(set) var wait: ConnectionAction.Wait?
    /// Whether the answer that is owed first has begun.
    private var isAnswering = false
    /// Whether the connection ends with the last answer that is owed.
    private var isLast = false
    /// Whether the client waits for `100 Continue` before it sends the body.
    private var awaitsContinue = false
    /// Whether bytes came since reading last paused.
    private var hasBytes = false
    /// Whether a part of a request came since reading last paused.
    private var hasPart = false
    /// Whether the first line of the head that is coming has not ended.
    private(set) var awaitsFirstLine = true

    /// - Parameters:
    ///   - now: when the connection was made.
    ///   - refusal: what is answered without reading a request.
    init(now: NIODeadline, refusal: Refusal? = nil) {
        self.lastUse = now
        self.refusal = refusal
    }

    /// Whether the request that came last is the only one without an answer.
    var owesOnlyOne: Bool { self.owed == 1 }

    /// Whether the last answer was written, and bytes are only read to be dropped.
    var isDiscarding: Bool {
        if case .discarding = self.inbound { true } else { false }
    }

    // MARK: The connection

    /// The connection can be read from and written to.
    mutating func activated() -> ConnectionAction {
        guard let refusal = self.refusal else { return ConnectionAction(step: .drop) }
        return self.refuse(refusal)
    }

    /// The server stops: requests that have come are answered, and no more are taken.
    mutating func quiesce() -> ConnectionAction {
        self.isLast = true
        guard self.owed == 0, self.canWrite else { return ConnectionAction(step: .drop) }
        return self.close()
    }

    /// The client says that it will send nothing more.
    mutating func inputClosed() -> ConnectionAction {
        self.isDiscarding ? self.close() : ConnectionAction(step: .forward)
    }

    /// The connection has ended, for whatever reason.
    mutating func closed() -> ConnectionAction {
        self.inbound = .closed
        return self.action(.drop, cancelling: true)
    }

    // MARK: What comes

    /// Bytes have come that the decoder has not seen.
    ///
    /// - Parameter endFirstLine: whether a line ends in them.
    mutating func bytes(_ count: Int, endFirstLine: Bool) -> ConnectionAction {
        if case .discarding(let left) = self.inbound {
            guard count <= left else { return self.close() }
            self.inbound = .discarding(left: left - count)
            return ConnectionAction(step: .drop)
        }
        guard self.inbound != .closed else { return ConnectionAction(step: .drop) }
        self.hasBytes = true
        if endFirstLine { self.awaitsFirstLine = false }
        return ConnectionAction(step: .forward)
    }

    mutating func requestHead(_ head: HTTPRequestHead) -> ConnectionAction {
        self.hasPart = true
        guard self.inbound == .head else { return ConnectionAction(step: .drop) }
        self.awaitsFirstLine = true
        guard !self.isLast else {
            self.inbound = .nothing
            return self.action(.drop, cancelling: true)
        }
        let framing = RequestFraming(head)
        if let fault = framing.fault { return self.refuse(fault) }
        self.inbound = .body(left: framing.bodySize)
        self.awaitsContinue = framing.awaitsContinue
        self.owed += 1
        // After a request for another protocol, the decoder does not go on.
        guard head.isKeepAlive, head.method != .CONNECT, !framing.asksForUpgrade else {
            self.isLast = true
            return self.action(.forwardClosing, cancelling: true)
        }
        return self.action(.forward, cancelling: true)
    }

    mutating func requestBody(_ count: Int) -> ConnectionAction {
        self.hasPart = true
        guard case .body(let left) = self.inbound else { return ConnectionAction(step: .drop) }
        self.awaitsContinue = false
        if let left { self.inbound = .body(left: left - count) }
        if self.owed == 0 {
            self.unwantedBytes -= count
            if self.unwantedBytes < 0 { return self.finish(.finish) }
        }
        return ConnectionAction(step: .forward)
    }

    mutating func requestEnd() -> ConnectionAction {
        self.hasPart = true
        guard case .body = self.inbound else { return ConnectionAction(step: .drop) }
        self.inbound = .head
        self.awaitsContinue = false
        return self.action(.forward, cancelling: true)
    }

    /// Everything that the system had was read.
    mutating func readComplete() -> ConnectionAction {
        let isInHead = self.hasBytes && !self.hasPart
        self.hasBytes = false
        self.hasPart = false
        guard self.wait == nil else { return ConnectionAction(step: .forward) }
        switch self.inbound {
        case .body: return self.action(.forward, starting: .body)
        case .head where isInHead: return self.action(.forward, starting: .head)
        case .head, .nothing, .discarding, .closed: return ConnectionAction(step: .forward)
        }
    }

    /// The decoder can make nothing of the bytes.
    mutating func parserError(_ error: HTTPParserError) -> ConnectionAction {
        switch self.inbound {
        case .head: self.refuse(Refusal(error, isInTarget: self.awaitsFirstLine))
        case .body: self.breakOff(.malformedBody)
        case .nothing, .discarding, .closed: ConnectionAction(step: .drop)
        }
    }

    // MARK: What goes

    /// The body of the request that is owed an answer first is about to be read.
    mutating func bodyIsWanted() -> ConnectionAction {
        guard self.awaitsContinue, self.owed == 1, !self.isAnswering, case .body = self.inbound else {
            return ConnectionAction(step: .drop)
        }
        self.awaitsContinue = false
        return ConnectionAction(step: .sendContinue)
    }

    /// - Parameter isLast: whether the answer says that the connection ends with it. Requests that have come behind its own
    ///   are not answered then.
    mutating func answerHead(_ status: HTTPResponseStatus, isLast: Bool = false) -> ConnectionAction {
        guard self.canWrite else { return ConnectionAction(step: .drop) }
        self.isAnswering = true
        if isLast {
            self.isLast = true
            if self.owed > 1 {
                self.owed = 1
                self.inbound = .nothing
            }
        }
        guard self.owed == 1 else { return ConnectionAction(step: .forward) }
        if case .body(let left) = self.inbound {
            // A client that waits for 100 may send the body, or leave it out and go on with the next request: what comes
            // can't be told apart.
            let isTooMuch = status == .payloadTooLarge || left ?? 0 > ConnectionLimits.unwantedBodySize
            if isTooMuch || self.awaitsContinue { self.isLast = true }
        }
        return ConnectionAction(step: self.isLast ? .forwardClosing : .forward)
    }

    func answerBody() -> ConnectionAction {
        ConnectionAction(step: self.canWrite ? .forward : .drop)
    }

    /// An answer ends, or is written as a whole.
    mutating func answerEnd(now: NIODeadline) -> ConnectionAction {
        guard self.canWrite, self.owed > 0 else { return ConnectionAction(step: .drop) }
        self.isAnswering = false
        self.owed -= 1
        guard self.owed == 0 else { return ConnectionAction(step: .forward) }
        if self.isLast { return self.finish(.forwardThenFinish) }
        if let refusal = self.refusal { return self.finish(.forwardThenRefuse(refusal)) }
        self.unwantedBytes = ConnectionLimits.unwantedBodySize
        self.lastUse = now
        return ConnectionAction(step: .forward)
    }

    /// The last answer was handed to the system, or could not be.
    mutating func lastAnswerSent() -> ConnectionAction {
        guard self.isDiscarding else { return ConnectionAction(step: .drop) }
        return self.action(.closeOutput, starting: .linger)
    }

    /// What handles requests asks for the connection's end.
    ///
    /// After the last answer there is nothing more for it to do, but the answer may still be on its way.
    func closeIsWanted() -> ConnectionAction {
        ConnectionAction(step: self.isDiscarding ? .drop : .forward)
    }

    // MARK: Time

    /// The timer that ``wait`` is about has fired.
    ///
    /// Time does not count while earlier answers are owed: the client may have to wait for them itself.
    mutating func timerFired() -> ConnectionAction {
        let waited = self.wait
        self.wait = nil
        switch self.inbound {
        case .head where self.owed == 0: return self.refuse(.slowHead)
        case .body where self.owed <= 1: return self.breakOff(.slowBody)
        case .head, .body: return self.action(.drop, starting: waited ?? .head)
        case .discarding: return self.close()
        case .nothing, .closed: return ConnectionAction(step: .drop)
        }
    }

    /// The idle timer has fired.
    ///
    /// - Parameter timeout: how long a connection may be idle.
    mutating func idleTimerFired(now: NIODeadline, timeout: TimeAmount) -> IdleAction {
        // While something is owed, comes or is sent, other timers run.
        guard self.owed == 0, self.wait == nil else { return .lookAgain(in: timeout) }
        let left = self.lastUse + timeout - now
        guard left <= .zero else { return .lookAgain(in: left) }
        _ = self.close()
        return .close
    }

    // MARK: The end

    private var canWrite: Bool {
        switch self.inbound {
        case .head, .body, .nothing: true
        case .discarding, .closed: false
        }
    }

    /// Answers in place of what handles requests, after what is owed.
    private mutating func refuse(_ refusal: Refusal) -> ConnectionAction {
        guard self.owed > 0 else { return self.finish(.refuse(refusal)) }
        self.inbound = .nothing
        self.refusal = refusal
        return self.action(.drop, cancelling: true)
    }

    /// Tells what reads the body that there will be no more of it.
    private mutating func breakOff(_ refusal: Refusal) -> ConnectionAction {
        guard self.owed > 0 else { return self.finish(.finish) }
        self.inbound = .nothing
        self.isLast = true
        return self.action(self.owed > 1 || !self.isAnswering ? .fail(refusal) : .drop, cancelling: true)
    }

    private mutating func finish(_ step: ConnectionAction.Step) -> ConnectionAction {
        self.inbound = .discarding(left: ConnectionLimits.lingeringSize)
        return self.action(step, starting: .lastAnswer)
    }

    private mutating func close() -> ConnectionAction {
        self.inbound = .closed
        return self.action(.close, cancelling: true)
    }

    private mutating func action(
        _ step: ConnectionAction.Step, starting wait: ConnectionAction.Wait
    ) -> ConnectionAction {
        self.wait = wait
        return ConnectionAction(step: step, timer: .start(wait))
    }

    private mutating func action(_ step: ConnectionAction.Step, cancelling: Bool) -> ConnectionAction {
        guard self.wait != nil else { return ConnectionAction(step: step) }
        self.wait = nil
        return ConnectionAction(step: step, timer: .cancel)
    }
}
