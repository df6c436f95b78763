import Foundation
import TestSupport

/// A clamd of a test's own, which knows one signature.
struct ClamAVServer {
    static let evil = "BODEGA-TEST-SIGNATURE"

    let process: ServerProcess
    var port: Int { self.process.port }
    var socket: String { self.process.folder.appending(path: "socket").path }

    /// Starts it and waits until it listens.
    init() async throws {
        let process = try ServerProcess()
        self.process = process
        let database = process.folder.appending(path: "database")
        try FileManager.default.createDirectory(at: database, withIntermediateDirectories: true)
        let signature = Self.evil.utf8.map { String(format: "%02x", $0) }.joined()
        try "Bodega.Test:0:*:\(signature)\n".write(
            to: database.appending(path: "test.ndb"), atomically: true, encoding: .utf8)
        let settings = """
            Foreground yes
            TCPSocket \(process.port)
            TCPAddr 127.0.0.1
            LocalSocket \(process.folder.path)/socket
            DatabaseDirectory \(database.path)
            StreamMaxLength 1M
            User \(NSUserName())

            """
        let file = process.folder.appending(path: "clamd.conf")
        try settings.write(to: file, atomically: true, encoding: .utf8)
        do {
            // Only administrators have its folder on their path.
            let program = "/usr/sbin/clamd"
            let isThere = FileManager.default.isExecutableFile(atPath: program)
            try process.start([isThere ? program : "clamd", "--config-file", file.path])
            try await eventually(within: .seconds(60)) { process.isListening }
        } catch {
            process.remove()
            throw error
        }
    }
}
