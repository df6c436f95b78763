import Foundation
import Glibc
package import RouteKit

/// The lines that something logs, without their times.
package func linesLogged(by body: (LogOutput) async throws -> Void) async throws -> [String] {
    try await textLogged(by: body).split(separator: "\n").map {
        $0.split(separator: " ", maxSplits: 1).dropFirst().joined()
    }
}

/// All that something logs.
package func textLogged(by body: (LogOutput) async throws -> Void) async throws -> String {
    // Not a pipe: a process that another test starts just now might hold its end open, and reading would wait for it.
    let file = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0, "no file for the log: too many are open")
    defer { try? FileManager.default.removeItem(at: file) }
    let output = LogOutput(descriptor: descriptor, closesAtEnd: true)
    try await body(output)
    output.flush()
    return try String(contentsOf: file, encoding: .utf8)
}
