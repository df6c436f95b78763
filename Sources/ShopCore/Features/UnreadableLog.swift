import BSON
import Logging
import MongoODM
import Synchronization

/// Tells operators of stored documents that can't be read and are left out. A list may meet one with every request, so
/// that each is told once an hour at most, and not more than a thousand of them.
struct UnreadableLog: Sendable {
    private struct State {
        var told: Set<String> = []
        var since = ContinuousClock.now
    }

    private static let period = Duration.seconds(3600)
    private static let mostTold = 1000

    private final class Memory: Sendable {
        let state = Mutex(State())
    }

    private let logger: Logger
    private let memory = Memory()

    init(_ logger: Logger) {
        self.logger = logger
    }

    @Sendable
    func note(_ document: UnreadableDocument) {
        // An `_id` may be as long as a document.
        let id = document.id.map { $0.objectIDValue?.hexString ?? String("\($0)".prefix(200)) } ?? "unknown"
        let isNew = self.memory.state.withLock { state in
            if ContinuousClock.now - state.since > Self.period { state = State() }
            return state.told.count < Self.mostTold && state.told.insert(document.collection + " " + id).inserted
        }
        guard isNew else { return }
        self.logger.warning(
            "A stored document can't be read and is left out; bodega doctor tells why",
            metadata: ["collection": "\(document.collection)", "_id": "\(id)"])
    }
}
