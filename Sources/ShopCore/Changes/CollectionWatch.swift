package import Logging
package import MongoODM

/// Tells of the changes of a collection, whichever program makes them, for as long as its task runs. When the stream of
/// changes ends, another begins.
package struct CollectionWatch<Model: Document>: Sendable {
    /// What is told.
    package enum News: Sendable {
        /// The stream begins: what changed before is not told any more.
        case began
        case change(Change<Model>)
        /// A document has become unreadable; which one is not known.
        case unreadable
        /// Every change that was confirmed before this moment has been told.
        case current(ContinuousClock.Instant)
        /// The stream has ended; what changes is not told for now.
        case ended
    }

    private let repository: Repository<Model>
    private let pipeline: Pipeline
    private let logger: Logger

    /// - Parameters:
    ///   - pipeline: stages that select changes, written for the server's change events.
    ///   - logger: is told of outages.
    package init(_ repository: Repository<Model>, _ pipeline: Pipeline = Pipeline(), logger: Logger) {
        self.repository = repository
        self.pipeline = pipeline
        self.logger = logger
    }

    /// Watches until the task is cancelled.
    ///
    /// - Parameter tell: is called with one piece of news after the other.
    package func run(_ tell: @escaping @Sendable (News) async -> Void) async {
        var outage = Outage()
        let name = self.repository.collectionName
        while !Task.isCancelled {
            do {
                let changes = try await self.repository.changes(self.pipeline)
                await tell(.began)
                if outage.end() {
                    self.logger.notice("Changes are watched again", metadata: ["collection": "\(name)"])
                }
                try await self.follow(changes, tell)
                await tell(.ended)
            } catch {
                await tell(.ended)
                if Task.isCancelled { return }
                let reason = "\(error)"
                if outage.isNew(reason) {
                    self.logger.warning(
                        "Changes that other programs make are not noticed for now",
                        metadata: ["collection": "\(name)", "reason": "\(reason)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func follow(_ changes: ChangeStream<Model>, _ tell: (News) async -> Void) async throws {
        var iterator = changes.makeAsyncIterator()
        while true {
            do {
                switch try await iterator.nextTurn() {
                case .change(let change, let instant):
                    await tell(.change(change))
                    if let instant { await tell(.current(instant)) }
                case .nothing(let instant): await tell(.current(instant))
                case .end: return
                }
            } catch let error as MongoError where error.code == .decoding {
                // The stream goes on behind it.
                await tell(.unreadable)
            }
        }
    }
}
