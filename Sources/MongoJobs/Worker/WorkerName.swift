import Glibc

/// What a worker is called that was given no name.
enum WorkerName {
    /// The machine's name and the process's identifier.
    static var ofThisProcess: String {
        let host = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            buffer.initialize(repeating: 0)
            // The last byte stays 0, whatever the length of the name.
            _ = gethostname(buffer.baseAddress!, 255)
            return String(cString: buffer.baseAddress!)
        }
        return "\(host):\(getpid())"
    }
}
