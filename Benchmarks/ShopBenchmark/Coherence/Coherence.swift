import ArgumentParser
import Foundation
import Logging
import RedisCache

/// How long another instance still has an entry in memory after an invalidation of it.
struct Coherence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time from the end of an invalidation to its effect in another instance's memory.")

    @Option(help: "How many invalidations.")
    var count = 5000

    func run() async throws {
        let url = ProcessInfo.processInfo.environment["REDIS_URL"] ?? "redis://localhost:6379"
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let prefix = "coherence-\(UUID().uuidString)"
        let connections = [
            RedisConnection(try RedisSettings(url: url), logger: logger),
            RedisConnection(try RedisSettings(url: url), logger: logger),
        ]
        for connection in connections { try await connection.waitUntilConnected() }
        let writer = CacheManager(redis: connections[0], prefix: prefix, logger: logger)
        let reader = CacheManager(
            redis: connections[1], prefix: prefix, near: NearCacheSettings(namespaces: ["n"]), logger: logger)

        var windows: [Duration] = []
        for _ in 0..<self.count {
            while reader.valueInMemory(namespace: "n", key: "k", as: String.self) == nil {
                _ = try await reader.cached(namespace: "n", key: "k") { "value" }
            }
            await writer.invalidate("n", "k")
            let told = ContinuousClock.now
            while reader.valueInMemory(namespace: "n", key: "k", as: String.self) != nil {}
            windows.append(told.duration(to: .now))
        }
        await reader.shutDown()
        for connection in connections { await connection.shutdown() }
        windows.sort()
        print(
            "\(self.count) invalidations by another instance: p50 \(Self.milliseconds(windows, 50)) ms, "
                + "p99 \(Self.milliseconds(windows, 99)) ms, longest \(Self.milliseconds(windows, 100)) ms")
    }

    private static func milliseconds(_ sorted: [Duration], _ percent: Int) -> String {
        let duration = sorted[min(sorted.count - 1, sorted.count * percent / 100)]
        return String(format: "%.3f", duration / .milliseconds(1))
    }
}
