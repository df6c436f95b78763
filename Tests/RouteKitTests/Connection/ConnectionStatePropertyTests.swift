import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import RouteKit

/// What holds for a connection whatever happens on it.
struct ConnectionStatePropertyTests {
    @Test(arguments: 0..<64)
    func randomEventsKeepTheRules(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            var connection = SimulatedConnection()
            for _ in 0..<Int.random(in: 1...80, using: &random) where connection.fault == nil {
                connection.step(using: &random)
            }
            connection.end()
            #expect(connection.fault == nil, "\(connection.events)")
            guard connection.fault == nil else { return }
        }
    }
}

/// A connection between a decoder, which lets come what is well-formed, and a router, which answers one request after the
/// other. It does what its state asks for, and notes the first rule that this breaks.
private struct SimulatedConnection {
    private var state = ConnectionState(now: .uptimeNanoseconds(0))
    private var time: UInt64 = 0
    private var isInRequest = false
    private var requests = 0
    private var answers = 0
    private var isAnswering = false
    private var timer: ConnectionAction.Wait?
    private var isLastWritten = false
    private var isClosed = false
    private(set) var events: [String] = []
    private(set) var fault: String?

    mutating func step(using random: inout SeededRandom) {
        self.time += UInt64.random(in: 0...20, using: &random)
        switch Int.random(in: 0..<18, using: &random) {
        case 0, 1, 2: self.receive(using: &random)
        case 3, 4, 5, 6: self.answer(using: &random)
        case 7:
            self.apply(
                "bytes",
                self.state.bytes(.random(in: 1...400_000, using: &random), endFirstLine: .random(using: &random)))
        case 8, 9: self.apply("read complete", self.state.readComplete())
        case 10: self.apply("parser error", self.state.parserError(.invalidHeaderToken))
        case 11: if self.timer != nil { self.fire() }
        case 12: self.apply("body is wanted", self.state.bodyIsWanted())
        case 13: self.apply("sent", self.isLastWritten ? self.state.lastAnswerSent() : self.state.answerBody())
        case 14: if Int.random(in: 0..<8, using: &random) == 0 { self.apply("quiesce", self.state.quiesce()) }
        case 15: if self.isLastWritten { self.apply("input closed", self.state.inputClosed()) }
        case 16: if Int.random(in: 0..<4, using: &random) == 0 { self.lookAtUse() }
        default: self.apply("close is wanted", self.state.closeIsWanted())
        }
    }

    /// Ends the connection as a client that goes away does.
    mutating func end() {
        self.apply("closed", self.state.closed())
        self.isClosed = true
        if self.timer != nil { self.break("a timer outlives the connection") }
    }

    // MARK: Events

    private mutating func receive(using random: inout SeededRandom) {
        guard self.isInRequest else {
            let fields = [
                [], [("Content-Length", "10")], [("Content-Length", "100000")], [("Expect", "100-continue")],
                [("Connection", "close")], [("Expect", "x")],
            ].randomElement(using: &random)!
            var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")
            head.headers = HTTPHeaders([("Host", "a")] + fields)
            self.isInRequest = true
            let action = self.state.requestHead(head)
            if action.step == .forward || action.step == .forwardClosing { self.requests += 1 }
            return self.apply("head \(fields)", action)
        }
        if Bool.random(using: &random) {
            self.apply("body", self.state.requestBody(.random(in: 1...40_000, using: &random)))
        } else {
            self.isInRequest = false
            self.apply("end", self.state.requestEnd())
        }
    }

    private mutating func answer(using random: inout SeededRandom) {
        guard self.answers < self.requests else { return }
        let action: ConnectionAction
        if !self.isAnswering {
            self.isAnswering = true
            let isLast = Int.random(in: 0..<8, using: &random) == 0
            // What has come behind it is not answered.
            if isLast { self.requests = self.answers + 1 }
            action = self.state.answerHead(
                [.ok, .payloadTooLarge, .unauthorized].randomElement(using: &random)!, isLast: isLast)
        } else {
            self.isAnswering = false
            self.answers += 1
            action = self.state.answerEnd(now: .uptimeNanoseconds(self.time))
        }
        if action.step != .drop, self.isLastWritten { self.break("something follows the last answer") }
        self.apply(self.isAnswering ? "answer's head" : "answer's end", action)
    }

    private mutating func fire() {
        self.timer = nil
        self.apply("timer", self.state.timerFired())
    }

    private mutating func lookAtUse() {
        let action = self.state.idleTimerFired(now: .uptimeNanoseconds(self.time), timeout: .nanoseconds(75))
        self.events.append("idle timer: \(action)")
        guard action == .close else { return }
        if self.answers < self.requests { self.break("a connection that owes an answer is taken for idle") }
        self.isClosed = true
    }

    // MARK: Actions

    private mutating func apply(_ event: String, _ action: ConnectionAction) {
        self.events.append("\(event): \(action.step) \(action.timer)")
        switch action.timer {
        case .keep: break
        case .cancel:
            if self.timer == nil { self.break("a timer is cancelled that does not run") }
            self.timer = nil
        case .start(let wait): self.timer = wait
        }
        if self.timer != self.state.wait { self.break("the state is wrong about its timer") }
        if self.isClosed, ![.drop, .forward].contains(action.step) || action.timer != .keep {
            self.break("a closed connection does something")
        }
        switch action.step {
        case .drop, .forward, .forwardClosing: break
        case .forwardThenRefuse, .forwardThenFinish, .refuse, .finish:
            if self.isLastWritten { self.break("there are two last answers") }
            if self.answers < self.requests || self.isAnswering { self.break("an answer is left out") }
            self.isLastWritten = true
        case .fail:
            if self.answers == self.requests { self.break("a body fails whose request was answered") }
        case .sendContinue:
            if !self.isInRequest || self.answers + 1 != self.requests || self.isAnswering {
                self.break("100 Continue belongs to no request")
            }
        case .closeOutput:
            if !self.isLastWritten { self.break("the connection ends without a last answer") }
        case .close: self.isClosed = true
        }
    }

    private mutating func `break`(_ rule: String) {
        self.fault = self.fault ?? rule
        self.events.append("** \(rule)")
    }
}
