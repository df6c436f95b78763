import Glibc

/// What the connection's thread sleeps on: its socket and a pipe that other threads wake it by.
///
/// A pipe beside the socket, rather than a condition variable, lets one `poll` wait for work and for the server, so
/// a server that goes away is noticed while the connection is idle.
final class WakeSignal: Sendable {
    struct Events: OptionSet {
        let rawValue: Int
        static let woken = Events(rawValue: 1)
        /// There is something to read, which may be the end of the stream.
        static let readable = Events(rawValue: 2)
        static let writable = Events(rawValue: 4)
    }

    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        let result = pipe(&ends)
        // Only a process without free file descriptors, which can't open the connection either, gets here.
        precondition(result == 0, "a pipe for the Redis connection could not be made")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        self.readEnd = ends[0]
        self.writeEnd = ends[1]
    }

    deinit {
        close(self.readEnd)
        close(self.writeEnd)
    }

    /// Ends the present wait, or the next one. A full pipe is as good as one more byte in it.
    func signal() {
        var byte: UInt8 = 1
        _ = write(self.writeEnd, &byte, 1)
    }

    /// Sleeps until the socket is ready, `signal()` is called, or the deadline passes.
    ///
    /// - Parameters:
    ///   - socket: the socket's descriptor, or nil if there is none yet.
    ///   - toWrite: whether room in the socket's send buffer is an event too.
    func wait(for socket: Int32?, toWrite: Bool = false, until deadline: MonotonicInstant) -> Events {
        let interest = toWrite ? POLLIN | POLLOUT : POLLIN
        // A negative descriptor is one that poll ignores.
        var descriptors = (
            pollfd(fd: self.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket ?? -1, events: Int16(interest), revents: 0)
        )
        let timeout = Self.pollTimeout(until: deadline)
        let ready = withUnsafeMutableBytes(of: &descriptors) {
            poll($0.assumingMemoryBound(to: pollfd.self).baseAddress, 2, timeout)
        }
        guard ready > 0 else { return [] }

        var events: Events = []
        if descriptors.0.revents != 0 {
            events.insert(.woken)
            self.clear()
        }
        let ofSocket = Int32(descriptors.1.revents)
        if ofSocket & (POLLIN | POLLHUP | POLLERR) != 0 { events.insert(.readable) }
        if ofSocket & (POLLOUT | POLLHUP | POLLERR) != 0 { events.insert(.writable) }
        return events
    }

    private func clear() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            while read(self.readEnd, buffer.baseAddress, 64) == 64 {}
        }
    }

    /// Milliseconds, rounded up: rounding down would turn the last millisecond into a busy loop.
    private static func pollTimeout(until deadline: MonotonicInstant) -> Int32 {
        if deadline == .distantFuture { return -1 }
        let nanoseconds = deadline.nanoseconds(since: .now)
        return Int32(min((nanoseconds + 999_999) / 1_000_000, UInt64(Int32.max)))
    }
}
