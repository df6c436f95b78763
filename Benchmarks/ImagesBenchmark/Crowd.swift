import ArgumentParser
import Foundation
import Images

/// Many pictures at once, each held in memory by the one who waits for it, as uploads are.
struct Crowd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the seconds that many pictures take at once, and the MiB that the process had resident.")

    @Argument(help: "A picture.") var file: String
    @Option(help: "How many times.") var count = 20

    func run() async throws {
        let resizer = ImageResizer(timeout: .seconds(600))
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<self.count {
                let bytes = Array(try Data(contentsOf: URL(filePath: self.file)))
                group.addTask { _ = try await resizer.resize(bytes, to: ImagesBenchmark.sides) }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.map { $0.split(separator: " ")[1] }
        print(seconds, (peak.flatMap { Int($0) } ?? 0) / 1_024)
    }
}
