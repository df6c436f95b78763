public import HummingbirdCore

extension HTTPServerBuilder {
    /// HTTP/1.1 by connections that are guarded, whose requests are answered where they arrive if they can be.
    ///
    /// - Parameter listener: what the connections have in common.
    public static func fastPath(_ listener: Listener) -> HTTPServerBuilder {
        HTTPServerBuilder { FastPathHTTPChannel(responder: $0, listener: listener) }
    }
}
