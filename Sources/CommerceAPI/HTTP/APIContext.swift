public import Hummingbird
import NIOCore

/// What is known about a request besides the request itself.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The name under which logs and the client know the request.
    public var requestID = ""
    /// Who sent the request.
    var client: Client

    public init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.client = Client(of: source.channel)
    }
}
