/// Why a request got no answer.
public enum OutboundError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The host's name has no address, or its name server does not answer.
    case unknownHost(String)
    /// It may not be sent to one of the host's addresses.
    case refusedAddress(NetworkAddress)
    /// It took too long.
    case timeLimit
    /// The connection could not be made, or broke.
    case connection(String)

    public var description: String {
        switch self {
        case .unknownHost(let host): "The host \(host) has no address that is known"
        case .refusedAddress(let address): "The host has an address that is not public: \(address)"
        case .timeLimit: "No answer came in time"
        case .connection(let reason): "The connection failed: \(reason)"
        }
    }
}
