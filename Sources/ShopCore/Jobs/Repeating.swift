package import Logging

/// Does something again and again, until the task is cancelled. Of failures that follow each other the first is logged.
///
/// - Parameters:
///   - interval: the pause in between. It is up to a fifth longer or shorter, so that instances that begin together don't go on
///     together.
///   - failure: what is logged of a failure, with the error.
package func repeating(
    every interval: Duration, logger: Logger, _ failure: Logger.Message, _ body: () async throws -> Void
) async {
    var isFailing = false
    while !Task.isCancelled {
        do {
            try await body()
            isFailing = false
        } catch {
            if !isFailing, !Task.isCancelled { logger.warning(failure, metadata: ["error": "\(error)"]) }
            isFailing = true
        }
        try? await Task.sleep(for: interval * Double.random(in: 0.8...1.2))
    }
}
