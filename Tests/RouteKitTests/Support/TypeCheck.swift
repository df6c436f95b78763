import Foundation
import Glibc
import Testing

/// What the compiler says about a source that uses this package's libraries as they were built for these tests.
enum TypeCheck {
    /// The compiler's errors, one line each; none for a source that is right.
    static func errors(in source: String) async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "typecheck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "Source.swift")
        let output = folder.appending(path: "output")
        try source.write(to: file, atomically: true, encoding: .utf8)
        let arguments = ["-typecheck", "-swift-version", "6"] + (try Self.searchPaths()) + [file.path]
        let status = try await Self.run("swiftc", arguments, output: output.path)
        let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
        let errors = lines.filter { $0.hasPrefix(file.path) && $0.contains("error: ") }.map(String.init)
        // Anything else that stopped the compiler says nothing about the source.
        try #require((status == 0) == errors.isEmpty, "\(lines.joined(separator: "\n"))")
        return errors
    }

    /// Where the modules are, those in C included.
    private static func searchPaths() throws -> [String] {
        let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let build = products.deletingLastPathComponent().deletingLastPathComponent()
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var folders = [products.appending(path: "Modules").path, "/usr/include/hiredis"]
        folders += try Self.entries(of: package.appending(path: "Sources")).filter { $0.contains("/Sources/C") }
        for checkout in try Self.entries(of: build.appending(path: "checkouts")) {
            for target in (try? Self.entries(of: URL(filePath: checkout).appending(path: "Sources"))) ?? [] {
                folders.append(target + "/include")
            }
        }
        let maps = try Self.entries(of: products).filter { $0.hasSuffix(".build") }.map { $0 + "/module.modulemap" }
        return folders.filter(FileManager.default.fileExists).flatMap { ["-I", $0, "-Xcc", "-I\($0)"] }
            + maps.filter(FileManager.default.fileExists).flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    }

    private static func entries(of folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            folder.appending(path: $0).path
        }
    }

    /// Runs a command without blocking a thread of the tests.
    private static func run(_ command: String, _ arguments: [String], output: String) async throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var list = ([command] + arguments).map { strdup($0) } + [nil]
        defer { for argument in list { free(argument) } }
        var identifier: pid_t = 0
        try #require(posix_spawnp(&identifier, command, &actions, nil, &list, environ) == 0)
        let child = identifier
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(child, &status, 0) == -1, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
    }
}
