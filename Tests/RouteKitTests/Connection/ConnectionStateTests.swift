import NIOCore
import NIOHTTP1
import Testing

@testable import RouteKit

/// What a connection does after each event, without sockets.
struct ConnectionStateTests {
    private var state = ConnectionState(now: .uptimeNanoseconds(0))

    static func head(
        _ fields: (String, String)..., method: HTTPMethod = .GET, target: String = "/",
        version: HTTPVersion = .http1_1, hosts: Int = 1
    ) -> HTTPRequestHead {
        let hosts = Array(repeating: ("Host", "localhost"), count: hosts)
        return HTTPRequestHead(version: version, method: method, uri: target, headers: HTTPHeaders(hosts + fields))
    }

    private static let post = Self.head(("Content-Length", "100"), method: .POST)
    private static let waitingPost = Self.head(("Content-Length", "100"), ("Expect", "100-continue"), method: .POST)

    /// Takes a request without a body in.
    private mutating func take(_ head: HTTPRequestHead = Self.head()) {
        _ = self.state.requestHead(head)
        _ = self.state.requestEnd()
    }

    /// Answers the oldest request.
    private mutating func answer(_ status: HTTPResponseStatus = .ok) -> ConnectionAction {
        _ = self.state.answerHead(status)
        _ = self.state.answerBody()
        return self.state.answerEnd(now: .uptimeNanoseconds(0))
    }

    /// Brings the connection to its last answer.
    private mutating func finish() {
        self.take(Self.head(("Connection", "close")))
        _ = self.answer()
    }

    private static let drop = ConnectionAction(step: .drop)
    private static let forward = ConnectionAction(step: .forward)
    private static let forwardClosing = ConnectionAction(step: .forwardClosing)
    private static let finishing = ConnectionAction(step: .finish, timer: .start(.lastAnswer))

    private static func refusing(_ refusal: Refusal) -> ConnectionAction {
        ConnectionAction(step: .refuse(refusal), timer: .start(.lastAnswer))
    }

    // MARK: Requests

    @Test mutating func aRequestIsPassedOn() {
        #expect(self.state.requestHead(Self.post) == Self.forward)
        #expect(self.state.requestBody(100) == Self.forward)
        #expect(self.state.requestEnd() == Self.forward)
    }

    @Test(arguments: [
        Self.head(("Connection", "close")), Self.head(version: .http1_0), Self.head(method: .CONNECT),
        Self.head(("Upgrade", "h2c")),
    ])
    mutating func aRequestThatEndsTheConnectionIsPassedOnAsTheLast(head: HTTPRequestHead) {
        #expect(self.state.requestHead(head) == Self.forwardClosing)
        #expect(self.state.requestEnd() == Self.forward)
        #expect(self.state.requestHead(Self.head()) == Self.drop)
        #expect(self.state.answerHead(.ok) == Self.forwardClosing)
    }

    @Test(arguments: [
        (Self.head(hosts: 0), Refusal.noHost), (Self.head(hosts: 2), .noHost),
        (Self.head(version: .http1_0, hosts: 2), .noHost),
        (Self.head(target: "/" + String(repeating: "a", count: 8192)), .longTarget),
        (Self.head(("Expect", "200-ok")), .unknownExpectation),
        (Self.head(("Expect", "100-continue, x")), .unknownExpectation),
        (Self.head(("Expect", "100-continue x")), .unknownExpectation),
    ])
    mutating func aFaultyHeadIsRefused(head: HTTPRequestHead, refusal: Refusal) {
        #expect(self.state.requestHead(head) == Self.refusing(refusal))
    }

    @Test(arguments: [
        Self.head(version: .http1_0, hosts: 0), Self.head(("Expect", "200-ok"), version: .http1_0),
        Self.head(("Expect", "100-Continue"), method: .POST), Self.head(("Expect", " , 100-continue "), method: .POST),
    ])
    mutating func anUnusualHeadIsNotRefused(head: HTTPRequestHead) {
        #expect([.forward, .forwardClosing].contains(self.state.requestHead(head).step))
    }

    @Test mutating func aFaultyHeadBehindARequestIsRefusedAfterItsAnswer() {
        self.take()
        #expect(self.state.requestHead(Self.head(hosts: 0)) == Self.drop)
        #expect(
            self.answer() == ConnectionAction(step: .forwardThenRefuse(.noHost), timer: .start(.lastAnswer)))
    }

    @Test mutating func aConnectionOverTheBoundIsRefusedAtOnce() {
        self.state = ConnectionState(now: .uptimeNanoseconds(0), refusal: .tooManyConnections)
        #expect(self.state.activated() == Self.refusing(.tooManyConnections))
    }

    @Test mutating func theRestOfAnAnsweredBodyIsReadUpToABound() {
        _ = self.state.requestHead(Self.head(("Transfer-Encoding", "chunked"), method: .POST))
        #expect(self.answer() == Self.forward)
        #expect(self.state.requestBody(ConnectionLimits.unwantedBodySize) == Self.forward)
        #expect(self.state.requestBody(1) == Self.finishing)
    }

    @Test(arguments: [(HTTPParserError.headerOverflow, Refusal.longTarget), (.invalidVersion, .malformedHead)])
    mutating func anErrorInTheFirstLineIsRefused(error: HTTPParserError, refusal: Refusal) {
        #expect(self.state.bytes(10, endFirstLine: false) == Self.forward)
        #expect(self.state.parserError(error) == Self.refusing(refusal))
    }

    @Test(arguments: [(HTTPParserError.headerOverflow, Refusal.largeHead), (.invalidHeaderToken, .malformedHead)])
    mutating func anErrorInAFieldIsRefused(error: HTTPParserError, refusal: Refusal) {
        #expect(self.state.bytes(10, endFirstLine: true) == Self.forward)
        #expect(self.state.parserError(error) == Self.refusing(refusal))
    }

    @Test mutating func anErrorInABodyGoesToItsReader() {
        _ = self.state.requestHead(Self.post)
        #expect(self.state.parserError(.invalidChunkSize) == ConnectionAction(step: .fail(.malformedBody)))
        #expect(self.state.answerHead(.badRequest) == Self.forwardClosing)
    }

    @Test mutating func anErrorAfterTheLastAnswerIsIgnored() {
        self.finish()
        #expect(self.state.parserError(.invalidVersion) == Self.drop)
    }

    // MARK: Answers

    @Test mutating func anAnswerIsPassedOn() {
        self.take()
        #expect(self.state.answerHead(.ok) == Self.forward)
        #expect(self.state.answerBody() == Self.forward)
        #expect(self.state.answerEnd(now: .uptimeNanoseconds(0)) == Self.forward)
    }

    @Test mutating func theLastAnswerEndsTheConnection() {
        self.take(Self.head(("Connection", "close")))
        #expect(self.answer() == ConnectionAction(step: .forwardThenFinish, timer: .start(.lastAnswer)))
    }

    @Test mutating func onlyTheLastOfSeveralAnswersIsMarkedAsTheLast() {
        self.take()
        self.take(Self.head(("Connection", "close")))
        #expect(self.state.answerHead(.ok) == Self.forward)
        #expect(self.state.answerEnd(now: .uptimeNanoseconds(0)) == Self.forward)
        #expect(self.state.answerHead(.ok) == Self.forwardClosing)
    }

    @Test mutating func anAnswerMaySayThatItIsTheLast() {
        self.take()
        self.take()
        _ = self.state.requestHead(Self.post)
        #expect(self.state.answerHead(.ok, isLast: true) == Self.forwardClosing)
        // Those that have come behind it are not answered, nor those that come.
        #expect(self.state.requestBody(100) == Self.drop)
        #expect(self.state.requestHead(Self.head()) == Self.drop)
        let end = ConnectionAction(step: .forwardThenFinish, timer: .start(.lastAnswer))
        #expect(self.state.answerEnd(now: .uptimeNanoseconds(0)) == end)
        #expect(self.state.answerHead(.ok) == Self.drop)
    }

    @Test mutating func nothingIsWrittenAfterTheLastAnswer() {
        self.finish()
        #expect(self.state.answerHead(.ok) == Self.drop)
        #expect(self.state.answerBody() == Self.drop)
        #expect(self.state.answerEnd(now: .uptimeNanoseconds(0)) == Self.drop)
    }

    @Test(arguments: [
        (Self.post, HTTPResponseStatus.payloadTooLarge), (Self.head(("Content-Length", "65537"), method: .POST), .ok),
        (Self.waitingPost, .unauthorized),
    ])
    mutating func anAnswerIsTheLastIfTheBodyCannotBeReadOver(head: HTTPRequestHead, status: HTTPResponseStatus) {
        _ = self.state.requestHead(head)
        #expect(self.state.answerHead(status) == Self.forwardClosing)
    }

    @Test mutating func anAnswerBeforeASmallBodyIsNotTheLast() {
        _ = self.state.requestHead(Self.post)
        #expect(self.state.answerHead(.unauthorized) == Self.forward)
    }

    // MARK: 100 Continue

    @Test mutating func continueIsSentWhenTheBodyIsWanted() {
        _ = self.state.requestHead(Self.waitingPost)
        #expect(self.state.bodyIsWanted() == ConnectionAction(step: .sendContinue))
        #expect(self.state.bodyIsWanted() == Self.drop)
        #expect(self.state.answerHead(.ok) == Self.forward)
    }

    @Test(arguments: [Self.post, Self.head(("Expect", "100-continue"), method: .POST, version: .http1_0)])
    mutating func continueIsNotSentUnasked(head: HTTPRequestHead) {
        _ = self.state.requestHead(head)
        #expect(self.state.bodyIsWanted() == Self.drop)
    }

    @Test mutating func continueIsNotSentWhenTheBodyHasBegun() {
        _ = self.state.requestHead(Self.waitingPost)
        _ = self.state.requestBody(1)
        #expect(self.state.bodyIsWanted() == Self.drop)
    }

    @Test mutating func continueIsNotSentForARequestWithoutABody() {
        self.take(Self.head(("Expect", "100-continue")))
        #expect(self.state.bodyIsWanted() == Self.drop)
    }

    @Test mutating func continueIsNotSentInsideOfAnAnswer() {
        _ = self.state.requestHead(Self.waitingPost)
        _ = self.state.answerHead(.ok)
        #expect(self.state.bodyIsWanted() == Self.drop)
    }

    @Test mutating func continueIsNotSentWhileAnEarlierAnswerIsOwed() {
        self.take()
        _ = self.state.requestHead(Self.waitingPost)
        #expect(self.state.bodyIsWanted() == Self.drop)
    }

    // MARK: Timers

    @Test mutating func aBegunHeadIsTimedOnce() {
        _ = self.state.bytes(1, endFirstLine: false)
        #expect(self.state.readComplete() == ConnectionAction(step: .forward, timer: .start(.head)))
        _ = self.state.bytes(1, endFirstLine: false)
        #expect(self.state.readComplete() == Self.forward)
        #expect(self.state.requestHead(Self.head()) == ConnectionAction(step: .forward, timer: .cancel))
    }

    @Test mutating func aBegunBodyIsTimedToItsEnd() {
        _ = self.state.requestHead(Self.post)
        #expect(self.state.readComplete() == ConnectionAction(step: .forward, timer: .start(.body)))
        _ = self.state.requestBody(1)
        #expect(self.state.readComplete() == Self.forward)
        #expect(self.state.requestEnd() == ConnectionAction(step: .forward, timer: .cancel))
    }

    @Test mutating func aWholeRequestStartsNoTimer() {
        _ = self.state.bytes(40, endFirstLine: true)
        self.take()
        #expect(self.state.readComplete() == Self.forward)
    }

    @Test mutating func aSlowHeadIsRefused() {
        _ = self.state.bytes(1, endFirstLine: false)
        _ = self.state.readComplete()
        #expect(self.state.timerFired() == Self.refusing(.slowHead))
    }

    @Test mutating func aSlowHeadBehindARequestHasMoreTime() {
        self.take()
        _ = self.state.readComplete()
        _ = self.state.bytes(1, endFirstLine: false)
        _ = self.state.readComplete()
        #expect(self.state.timerFired() == ConnectionAction(step: .drop, timer: .start(.head)))
    }

    @Test mutating func aSlowBodyGoesToItsReader() {
        _ = self.state.requestHead(Self.post)
        _ = self.state.readComplete()
        #expect(self.state.timerFired() == ConnectionAction(step: .fail(.slowBody)))
        #expect(self.answer(.requestTimeout).step == .forwardThenFinish)
    }

    @Test mutating func aSlowBodyBehindARequestHasMoreTime() {
        self.take()
        _ = self.state.requestHead(Self.post)
        _ = self.state.readComplete()
        #expect(self.state.timerFired() == ConnectionAction(step: .drop, timer: .start(.body)))
    }

    @Test mutating func aSlowBodyDuringItsAnswerEndsTheConnectionAfterIt() {
        _ = self.state.requestHead(Self.post)
        _ = self.state.readComplete()
        _ = self.state.answerHead(.ok)
        #expect(self.state.timerFired() == Self.drop)
        #expect(self.state.answerEnd(now: .uptimeNanoseconds(0)).step == .forwardThenFinish)
    }

    @Test mutating func aSlowBodyAfterItsAnswerEndsTheConnection() {
        _ = self.state.requestHead(Self.post)
        _ = self.state.readComplete()
        _ = self.answer()
        #expect(self.state.timerFired() == Self.finishing)
    }

    @Test mutating func anUnusedConnectionIsClosedAfterTheIdleTime() {
        #expect(
            self.state.idleTimerFired(now: .uptimeNanoseconds(30), timeout: .nanoseconds(75))
                == .lookAgain(in: .nanoseconds(45)))
        #expect(self.state.idleTimerFired(now: .uptimeNanoseconds(75), timeout: .nanoseconds(75)) == .close)
    }

    @Test mutating func theIdleTimeBeginsWithTheLastAnswer() {
        self.take()
        _ = self.state.answerHead(.ok)
        _ = self.state.answerEnd(now: .uptimeNanoseconds(70))
        #expect(
            self.state.idleTimerFired(now: .uptimeNanoseconds(75), timeout: .nanoseconds(75))
                == .lookAgain(in: .nanoseconds(70)))
    }

    @Test mutating func aConnectionThatOwesAnAnswerIsNotIdle() {
        self.take()
        #expect(
            self.state.idleTimerFired(now: .uptimeNanoseconds(500), timeout: .nanoseconds(75))
                == .lookAgain(in: .nanoseconds(75)))
    }

    // MARK: The end

    @Test mutating func anIdleConnectionIsClosedWhenTheServerStops() {
        #expect(self.state.quiesce() == ConnectionAction(step: .close))
    }

    @Test mutating func aConnectionWithARequestIsClosedAfterItsAnswerWhenTheServerStops() {
        self.take()
        #expect(self.state.quiesce() == Self.drop)
        #expect(self.state.requestHead(Self.head()) == Self.drop)
        #expect(self.answer().step == .forwardThenFinish)
    }

    @Test mutating func theConnectionIsHalfClosedWhenTheLastAnswerIsSent() {
        self.finish()
        #expect(self.state.lastAnswerSent() == ConnectionAction(step: .closeOutput, timer: .start(.linger)))
        #expect(self.state.timerFired() == ConnectionAction(step: .close))
    }

    @Test mutating func theConnectionIsClosedIfTheClientDoesNotTakeTheLastAnswer() {
        self.finish()
        #expect(self.state.timerFired() == ConnectionAction(step: .close))
    }

    @Test mutating func theConnectionIsClosedWhenTheClientEndsIt() {
        self.finish()
        #expect(self.state.inputClosed() == ConnectionAction(step: .close, timer: .cancel))
    }

    @Test mutating func bytesAfterTheLastAnswerAreDroppedUpToABound() {
        self.finish()
        #expect(self.state.bytes(ConnectionLimits.lingeringSize, endFirstLine: true) == Self.drop)
        #expect(self.state.bytes(1, endFirstLine: false) == ConnectionAction(step: .close, timer: .cancel))
    }

    @Test mutating func theLastAnswerIsNotCutOffByWhatWroteIt() {
        #expect(self.state.closeIsWanted() == Self.forward)
        self.finish()
        #expect(self.state.closeIsWanted() == Self.drop)
    }

    @Test mutating func aClosedConnectionStopsItsTimer() {
        _ = self.state.bytes(1, endFirstLine: false)
        _ = self.state.readComplete()
        #expect(self.state.closed() == ConnectionAction(step: .drop, timer: .cancel))
    }

    /// Ten thousand idle connections have ten thousand of these.
    @Test func theStateIsSmall() {
        #expect(MemoryLayout<ConnectionState>.size <= 56)
        #expect(MemoryLayout<ConnectionAction>.size <= 8)
    }
}
