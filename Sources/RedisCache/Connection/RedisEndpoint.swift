/// Where a Redis server listens.
public enum RedisEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A host name or address, and a port.
    case tcp(host: String, port: Int)
    /// A host name or address, and a port where the server speaks TLS.
    case tls(host: String, port: Int, RedisTLS = RedisTLS())
    /// The path of a Unix socket.
    case unixSocket(path: String)

    /// `host:port`, or the path.
    public var description: String {
        switch self {
        case .tcp(let host, let port), .tls(let host, let port, _):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixSocket(let path): path
        }
    }
}
