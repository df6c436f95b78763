public import Hummingbird
import NIOCore

/// What is known about a request besides the request itself.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The name under which logs and the client know the request.
    public internal(set) var requestID = ""
    /// Who sent the request.
    public internal(set) var client: Client

    public init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.client = Client.connected ?? Client(of: source.channel)
    }
}
