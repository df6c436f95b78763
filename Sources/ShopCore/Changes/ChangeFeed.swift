package import Logging
package import MongoODM
import Synchronization

/// Tells the parts of the shop that ask for it what changes, whichever program changes it: by one change stream for the whole
/// process, which selects no more than is wanted, and is open only while somebody wants something.
package final class ChangeFeed: Sendable {
    /// What a part is told.
    package enum News: Sendable {
        /// What changes behind this place is told from now on. Of what came before nothing is known.
        case began(ResumeToken)
        /// One of the changes that the part has selected; others of the same collections may come, too.
        case change(DatabaseChange)
        /// All that came before this place has been told.
        case reached(ResumeToken)
        /// Nothing is told any more, because nobody has wanted it for a while.
        case ended
    }

    private let database: MongoDatabase
    private let patience: Duration
    private let parts = Mutex<[ChangeFeedPart]>([])
    /// Has an element when somebody begins to want something, one however many do.
    private let beginnings: AsyncStream<Void>
    private let began: AsyncStream<Void>.Continuation

    /// - Parameter patience: how long the stream stays open when nobody wants anything any more.
    package init(_ database: MongoDatabase, patience: Duration = .seconds(60)) {
        self.database = database
        self.patience = patience
        (self.beginnings, self.began) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// A part that can be told of changes.
    package func part(_ selections: [ChangeSelection]) -> ChangeFeedPart {
        let part = ChangeFeedPart(selections) { [began = self.began] in began.yield() }
        self.parts.withLock { $0.append(part) }
        return part
    }

    /// The numbers of the parts that want to be told.
    private var wanted: [Int] {
        let now = ContinuousClock.now
        let parts = self.parts.withLock { $0 }
        return parts.indices.filter { parts[$0].isWanted(now, self.patience) }
    }

    // MARK: Watching

    /// Watches until the task is cancelled.
    package func run(logger: Logger) async {
        var beginnings = self.beginnings.makeAsyncIterator()
        while await beginnings.next() != nil {
            await self.watch(logger: logger)
        }
    }

    /// Watches while something is wanted.
    private func watch(logger: Logger) async {
        var outage = Outage()
        var told: [Int] = []
        var place: ResumeToken?
        while !Task.isCancelled {
            let wanted = self.wanted
            await self.tell(.ended, told.filter { !wanted.contains($0) })
            told = told.filter(wanted.contains)
            if wanted.isEmpty { return }
            do {
                var changes = try await self.database.changes(after: place, self.pipeline(of: wanted))
                await self.tell(.began(changes.place), wanted.filter { !told.contains($0) })
                (told, place) = (wanted, changes.place)
                reading: while self.wanted == wanted {
                    let turn = try await changes.nextTurn()
                    place = changes.place
                    if outage.end() { logger.notice("Changes are told again") }
                    switch turn {
                    case .change(let change): await self.tell(change, wanted)
                    case .nothing: await self.tell(.reached(changes.place), wanted)
                    case .end:
                        (told, place) = ([], nil)
                        break reading
                    }
                }
            } catch {
                if Task.isCancelled { return }
                // What the server does not know of any more is behind us. Who was told has to look.
                if (error as? MongoError)?.isTransient != true { (told, place) = ([], nil) }
                let reason = "\(error)"
                if outage.isNew(reason) {
                    logger.warning("What changes is not told for now", metadata: ["reason": "\(reason)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func pipeline(of numbers: [Int]) -> Pipeline {
        ChangeSelection.pipeline(self.parts.withLock { parts in numbers.flatMap { parts[$0].selections } })
    }

    private func tell(_ news: News, _ numbers: [Int]) async {
        for part in self.parts.withLock({ parts in numbers.map { parts[$0] } }) { await part.tell(news) }
    }

    private func tell(_ change: DatabaseChange, _ numbers: [Int]) async {
        for part in self.parts.withLock({ parts in numbers.map { parts[$0] } }) {
            if part.selections.contains(where: { $0.collection == change.collection }) {
                await part.tell(.change(change))
            }
        }
    }
}
