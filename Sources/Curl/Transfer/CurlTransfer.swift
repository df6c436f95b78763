/// Where the bytes of a request come from, and those of the reply go to. All is called on the thread that makes the request.
package protocol CurlTransfer: AnyObject {
    /// Whether the end is still waited for: if not, the transfer is broken off.
    var isAwaited: Bool { get }

    /// Puts the next bytes to be sent into a buffer.
    ///
    /// - Returns: how many; 0 at the end, nil to break the transfer off.
    func give(into buffer: UnsafeMutableRawBufferPointer) -> Int?

    /// Takes a line of the reply's head.
    func hear(_ line: UnsafeRawBufferPointer)

    /// Takes bytes of the reply.
    ///
    /// - Returns: whether the transfer goes on.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool
}

/// Why a transfer failed.
package struct CurlFailure: Error, Sendable {
    package enum Kind: Sendable {
        case loginDenied
        case tls
        /// The host's name is unknown, or nothing answers there.
        case unreachable
        case timedOut
        /// The transfer's own doing: see ``CurlTransfer``.
        case brokenOff
        /// The connection was lost, or anything else.
        case other
    }

    package let kind: Kind
    /// libcurl's own words.
    package let message: String
}
