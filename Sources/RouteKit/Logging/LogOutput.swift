import Dispatch
import Glibc
import Synchronization

/// Writes log lines to a file descriptor, many at once.
///
/// A system call for every line would cost more than everything else about it. Lines wait for a twentieth of a second
/// at most; warnings and errors, and what came before them, go out at once.
public final class LogOutput: Sendable {
    private struct Pending {
        var lines: [UInt8] = []
        var isScheduled = false
        var timestamp = LogTimestamp()
    }

    public static let standardOutput = LogOutput(descriptor: STDOUT_FILENO)

    private let descriptor: Int32
    private let closesAtEnd: Bool
    private let pending = Mutex(Pending())
    /// Keeps the order of what two flushes write.
    private let writing = Mutex(())
    private let queue = DispatchQueue(label: "log")

    /// Beyond this the caller itself writes, so that nobody logs faster than the lines go out.
    private static let mostPending = 65_536

    /// - Parameters:
    ///   - descriptor: where the lines go.
    ///   - closesAtEnd: whether to close it when nothing logs here any more. Closed before that, its number may become
    ///     another file's, which a late line would go into.
    package init(descriptor: Int32, closesAtEnd: Bool = false) {
        self.descriptor = descriptor
        self.closesAtEnd = closesAtEnd
    }

    deinit {
        if self.closesAtEnd { close(self.descriptor) }
    }

    /// Adds a line, with the time in front of it.
    func append(_ line: LogLine, isUrgent: Bool) {
        let (mustFlush, mustSchedule) = self.pending.withLock { pending in
            pending.timestamp.append(to: &pending.lines)
            pending.lines.append(contentsOf: line.bytes)
            pending.lines.append(UInt8(ascii: "\n"))
            if isUrgent || pending.lines.count > Self.mostPending { return (true, false) }
            defer { pending.isScheduled = true }
            return (false, !pending.isScheduled)
        }
        if mustFlush { self.flush() }
        if mustSchedule { self.queue.asyncAfter(deadline: .now() + .milliseconds(50)) { self.flush() } }
    }

    /// Writes what waits; to be called before the process ends.
    public func flush() {
        self.writing.withLock { _ in
            let lines = self.pending.withLock { pending in
                pending.isScheduled = false
                defer { pending.lines.removeAll() }
                return pending.lines
            }
            self.write(lines)
        }
    }

    /// What can't be written is lost: there is nobody to tell.
    private func write(_ lines: [UInt8]) {
        lines.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(self.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var waiting = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
