public import Logging

/// Something that may take minutes on large data. The log tells now and then that it still goes on.
public struct LongStep: Sendable {
    private let name: Logger.Message
    private let interval: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - name: what is being done, as a sentence.
    ///   - interval: the time from line to line. A step that takes less is not told of.
    public init(_ name: Logger.Message, every interval: Duration = .seconds(10), logger: Logger) {
        self.name = name
        self.interval = interval
        self.logger = logger
    }

    /// Does the step.
    public func run<Output: Sendable>(_ step: @escaping @Sendable () async throws -> Output) async throws -> Output {
        try await withThrowingTaskGroup(of: Output?.self) { group in
            defer { group.cancelAll() }
            let start = ContinuousClock.now
            group.addTask { try await step() }
            group.addTask {
                while true {
                    do { try await Task.sleep(for: self.interval) } catch { return nil }
                    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
                    self.logger.info(self.name, metadata: ["seconds": "\(seconds)"])
                }
            }
            while let output = try await group.next() {
                if let output { return output }
            }
            throw CancellationError()
        }
    }
}
