public import Foundation
import Glibc
import Synchronization

/// A server of a test's own, on a free port, with its files in a folder of its own.
///
/// It is started and waited for by the system's own calls: Foundation's `Process` learns of an end by a socket, which
/// another process that is started at the same moment may inherit and hold open.
public final class ServerProcess: Sendable {
    public struct Failure: Error {
        let reason: String
    }

    /// Free when this object was made; the same after a restart.
    public let port: Int
    /// Where the server runs.
    public let folder: URL
    private let identifier = Mutex<pid_t?>(nil)

    public init() throws {
        // What is left in this folder by a test that crashed is stopped and removed by whoever gave it.
        let scratch = ProcessInfo.processInfo.environment["BODEGA_SCRATCH"].map { URL(filePath: $0) }
        self.folder = (scratch ?? FileManager.default.temporaryDirectory)
            .appending(path: "server-\(UUID().uuidString.prefix(8))")
        self.port = try Self.freePort()
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    /// Starts the server; its files are those of the last time. What it prints is in the file `log` of its folder.
    public func start(_ command: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, self.logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // What other tests have open just now would stay open with the server, and who reads to its end would wait.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > 2 {
                posix_spawn_file_actions_addclose(&actions, descriptor)
            }
        }
        var arguments = (["env", "--chdir", self.folder.path] + command).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        let result = posix_spawnp(&identifier, "env", &actions, nil, &arguments, environ)
        guard result == 0 else { throw Failure(reason: "\(command[0]): \(String(cString: strerror(result)))") }
        self.identifier.withLock { $0 = identifier }
    }

    /// What the server has printed.
    public var log: String { (try? String(contentsOf: URL(filePath: self.logPath), encoding: .utf8)) ?? "" }

    private var logPath: String { self.folder.appending(path: "log").path }

    /// Whether somebody accepts connections on the port.
    public var isListening: Bool {
        Self.withSocket { socket in Self.withAddress(port: self.port) { connect(socket, $0, $1) == 0 } }
    }

    /// Sends a signal, if the server runs.
    public func signal(_ number: Int32) {
        self.identifier.withLock { identifier in
            if let identifier { _ = Glibc.kill(identifier, number) }
        }
    }

    /// Ends the server as a crash would, and waits until it has ended.
    public func kill() {
        self.identifier.withLock { identifier in
            guard let ending = identifier else { return }
            identifier = nil
            _ = Glibc.kill(ending, SIGKILL)
            while waitpid(ending, nil, 0) == -1, errno == EINTR {}
        }
    }

    /// Waits until the process has ended by itself.
    ///
    /// - Returns: its exit code; 128 and the number of the signal that ended it.
    public func waitForEnd() -> Int32 {
        guard let ending = self.identifier.withLock({ $0 }) else { return -1 }
        var status: Int32 = 0
        while waitpid(ending, &status, 0) == -1, errno == EINTR {}
        self.identifier.withLock { $0 = nil }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// Ends the server and removes its folder.
    public func remove() {
        self.kill()
        try? FileManager.default.removeItem(at: self.folder)
    }

    // MARK: Resources

    /// How many files the server has open.
    public var openFiles: Int {
        self.identifier.withLock { identifier in
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier ?? 0)/fd"))?.count ?? 0
        }
    }

    /// How many bytes of memory the server has, as the system counts them.
    public var residentBytes: Int {
        self.identifier.withLock { identifier in
            let text = (try? String(contentsOfFile: "/proc/\(identifier ?? 0)/statm", encoding: .utf8)) ?? ""
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return pages * sysconf(Int32(_SC_PAGESIZE))
        }
    }

    /// How many threads the server has.
    public var threads: Int {
        self.identifier.withLock { identifier in
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier ?? 0)/task").count) ?? 0
        }
    }

    /// Lets the server open no file with a number of `count` or above from now on, until it is called again.
    public func limitOpenFiles(to count: Int) {
        self.identifier.withLock { identifier in
            // The call of the same name is not in the headers that Swift sees.
            if let identifier { _ = system("prlimit --pid \(identifier) --nofile=\(count):1024") }
        }
    }

    /// Whether a thread of the server runs, or would if it got a processor.
    public var isRunnable: Bool {
        self.identifier.withLock { identifier in
            let folder = "/proc/\(identifier ?? 0)/task"
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return threads.contains { thread in
                let line = (try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)) ?? ""
                // The state follows the name, which stands in parentheses.
                return line.split(separator: ")").last?.hasPrefix(" R") ?? false
            }
        }
    }

    // MARK: Ports

    /// A port on which nobody listens, of those that the system gives to no connection by itself: one of these may be taken by
    /// another test between now and the start of the server. Each is given once.
    private static func freePort() throws -> Int {
        for _ in 0..<200 {
            let port =
                10_000 + (Int(getpid()) + self.portsGiven.wrappingAdd(1, ordering: .relaxed).newValue) * 7 % 9_000
            let isFree = self.withSocket { socket in
                self.withAddress(port: port) { bind(socket, $0, $1) == 0 }
            }
            if isFree { return port }
        }
        throw Failure(reason: "no free port")
    }

    private static let portsGiven = Atomic<Int>(0)

    private static func withSocket<Result>(_ body: (Int32) -> Result) -> Result {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return body(descriptor)
    }

    private static func withAddress<Result>(
        port: Int, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
