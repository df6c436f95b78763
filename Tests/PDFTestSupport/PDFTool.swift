public import Foundation

/// A program that reads PDF files, of poppler's.
public enum PDFTool {
    public struct Failure: Error {
        let program: String
    }

    /// What a program prints about a file.
    ///
    /// - Parameter after: arguments behind the file's name.
    public static func run(
        _ program: String, _ arguments: [String], on pdf: [UInt8], after: [String] = []
    ) throws -> Data {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pdf")
        try Data(pdf).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments + [file.path] + after
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(program: program) }
        return output
    }

    public static func text(
        _ program: String, _ arguments: [String] = [], on pdf: [UInt8], after: [String] = []
    ) throws
        -> String
    {
        String(decoding: try Self.run(program, arguments, on: pdf, after: after), as: UTF8.self)
    }
}
