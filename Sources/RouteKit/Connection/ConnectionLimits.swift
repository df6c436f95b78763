import NIOCore
import NIOHTTP1

/// How long a client may take to say what it wants, and how much it may send before that is understood.
public struct ConnectionLimits: Sendable {
    /// From the first byte of a request's head to its last.
    public var headTimeout: Duration
    /// From a request's head to the last byte of its body.
    public var bodyTimeout: Duration
    /// How long a connection may wait for its next request, and an answer for a client that does not read it.
    public var idleTimeout: Duration
    /// The largest head of a request in bytes: target, names and values.
    public var maximumHeadSize: Int

    public init(headTimeout: Duration, bodyTimeout: Duration, idleTimeout: Duration, maximumHeadSize: Int) {
        self.headTimeout = headTimeout
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.maximumHeadSize = maximumHeadSize
    }

    /// The longest target of a request in bytes; RFC 9110, section 4.1, asks for 8000 at least.
    static let maximumTargetSize = 8192
    /// How many bytes of a body are read after its request was answered, so that the connection can be used again.
    static let unwantedBodySize = 65_536
    /// How many bytes are read after the last answer, and for how long. A connection that is closed while bytes of
    /// the client are unread is reset, and what the client has not read of the answer by then is lost to it.
    static let lingeringSize = 1_048_576
    static let lingeringTime = TimeAmount.seconds(2)

    /// How long a connection waits before the client is taken for gone.
    func time(for wait: ConnectionAction.Wait) -> TimeAmount {
        switch wait {
        case .head: TimeAmount(self.headTimeout)
        case .body: TimeAmount(self.bodyTimeout)
        case .lastAnswer: TimeAmount(self.idleTimeout)
        case .linger: Self.lingeringTime
        }
    }

    /// The same for the decoder. It counts targets as fields, so a longer target than ours must fit in one.
    var decoder: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = self.maximumHeadSize
        limits.maxHeaderFieldSize = self.maximumHeadSize
        limits.maxHeaderFieldCount = 128
        return limits
    }
}
