import MongoODM
import ShopCore

extension CatalogService {
    /// Gives up on lists and searches that the database has to look at too many products for: those of words or filters that
    /// are frequent each and seldom together.
    ///
    /// - Throws: ``ShopError`` `busy` when it takes longer.
    static func withinPatience<Output: Sendable>(
        _ patience: Duration = Self.patience, _ work: () async throws -> Output
    ) async throws -> Output {
        let end = ContinuousClock.now + patience
        do {
            return try await MongoDeadline.task.withValue(min(end, MongoDeadline.task.get() ?? end)) {
                try await work()
            }
        } catch let error as MongoError where error.serverCode == Self.timeLimitExceeded {
            throw ShopError.busy("This takes too long; please search for other words, or leave out a filter")
        }
    }

    static let patience = Duration.seconds(4)
    /// MongoDB's `MaxTimeMSExpired`: a database that doesn't answer at all is another matter.
    private static let timeLimitExceeded = 50
}
