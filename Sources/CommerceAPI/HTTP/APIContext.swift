public import Hummingbird
public import NIOCore

/// What is known about a request besides the request itself.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The name under which logs and the client know the request.
    public var requestID = ""
    /// The other end of the connection: the client or the last proxy. Nil without a socket.
    public let peer: SocketAddress?

    public init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.peer = source.channel.remoteAddress
    }
}
