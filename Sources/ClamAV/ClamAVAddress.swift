/// Where clamd listens.
public enum ClamAVAddress: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case unixSocket(path: String)

    /// Reads `host:port`, `tcp://host:port`, `[::1]:3310`, `/run/clamav/clamd.ctl` or `unix:/run/clamav/clamd.ctl`; nil for
    /// anything else. The port is 3310 if it is left out.
    public init?(_ text: String) {
        if text.hasPrefix("/") || text.hasPrefix("unix:/") {
            self = .unixSocket(path: String(text.trimmingPrefix("unix:")))
            return
        }
        let place = text.trimmingPrefix("tcp://")
        var (host, port) = (place, Substring("3310"))
        if let colon = place.lastIndex(of: ":"), !place[colon...].contains("]") {
            (host, port) = (place[..<colon], place[place.index(after: colon)...])
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        let isName = host.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") }
        guard isName, !host.isEmpty, let number = Int(port), 1...65_535 ~= number else { return nil }
        self = .tcp(host: String(host), port: number)
    }
}

extension ClamAVAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixSocket(let path): path
        }
    }
}
