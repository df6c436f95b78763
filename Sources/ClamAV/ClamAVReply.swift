import ObjectStore

/// What clamd answers to `INSTREAM`.
enum ClamAVReply {
    /// - Parameter reply: up to its NUL; nil if there was none before the connection's end.
    static func outcome(of reply: String?) -> ScanOutcome {
        guard let reply else { return .unavailable(reason: "clamd closed the connection") }
        if reply == "stream: OK" { return .clean }
        if reply.hasPrefix("stream: "), reply.hasSuffix(" FOUND") {
            return .infected(signature: String(reply.dropFirst(8).dropLast(6)))
        }
        // Whatever else it is, it does not say that the file is clean.
        let printable = reply.unicodeScalars.prefix(200).map { 0x20..<0x7F ~= $0.value ? String($0) : "?" }
        return .unavailable(reason: "clamd: \(printable.joined())")
    }
}
