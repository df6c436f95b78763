import Glibc
package import RouteKit

/// The lines that something logs, without their times.
package func linesLogged(by body: (LogOutput) async throws -> Void) async throws -> [String] {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "no pipe: too many files are open")
    // A server that another test starts just now must not hold it open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let output = LogOutput(descriptor: ends[1])
    do {
        defer { close(ends[1]) }
        try await body(output)
        output.flush()
    }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ends[0], &buffer, buffer.count), count > 0 { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map {
        $0.split(separator: " ", maxSplits: 1).dropFirst().joined()
    }
}
