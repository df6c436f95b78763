import CoreMetrics
import Schemas
import Synchronization

/// The metrics of commands, each made once.
final class CommandMetrics: Sendable {
    private struct TimerKey: Hashable {
        let command: ExactText
        let collection: ExactText
    }

    private let factory: any MetricsFactory
    private let timers = Mutex<[TimerKey: CoreMetrics.Timer]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func record(_ command: String, _ collection: String, nanoseconds: Int64) {
        let timer = self.timers.withLock { timers in
            let key = TimerKey(command: ExactText(command), collection: ExactText(collection))
            if let timer = timers[key] { return timer }
            let timer = CoreMetrics.Timer(
                label: "mongodb_command_duration", dimensions: [("command", command), ("collection", collection)],
                factory: self.factory)
            timers[key] = timer
            return timer
        }
        timer.recordNanoseconds(nanoseconds)
    }

    func countFailure(_ command: String, _ collection: String, _ code: MongoError.Code) {
        let dimensions = [("command", command), ("collection", collection), ("code", code.description)]
        Counter(label: "mongodb_command_failures", dimensions: dimensions, factory: self.factory).increment()
    }
}
