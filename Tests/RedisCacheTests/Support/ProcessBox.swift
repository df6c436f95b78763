import Foundation
import Synchronization

/// The processes of a running ``RedisServer``.
final class ProcessBox: Sendable {
    struct Running: @unchecked Sendable {
        // `Process` and `Pipe` are not Sendable; they are only kept here and used by whoever took them out.
        let shell: Process
        let input: Pipe
        let server: pid_t

        /// Ends the server and waits until it has.
        func end() {
            kill(self.server, SIGKILL)
            try? self.input.fileHandleForWriting.close()
            // A process that was started at the same moment may have inherited the input, which then does not end.
            kill(self.shell.processIdentifier, SIGKILL)
            self.shell.waitUntilExit()
        }
    }

    private let running = Mutex<Running?>(nil)

    func set(_ running: Running) {
        self.running.withLock { $0 = running }
    }

    func take() -> Running? {
        self.running.withLock { running in
            defer { running = nil }
            return running
        }
    }

    func signal(_ number: Int32) {
        self.running.withLock { running in
            if let running { _ = kill(running.server, number) }
        }
    }
}
