import BSON
import Schemas

/// A change as the server tells it.
protocol ServedChange: SchemaValue, Sendable {
    /// The place behind it.
    var token: ResumeToken { get }
}

/// Reads the changes of a scope one after the other, and goes on where it was when the server was away.
struct ChangeReader<Event: ServedChange> {
    enum Turn {
        /// - Parameter before: with this one, every change that a majority had confirmed before this moment has been returned;
        ///   nil if that is not known.
        case change(Event, before: ContinuousClock.Instant?)
        case nothing(before: ContinuousClock.Instant)
        case end
    }

    private let scope: ChangeScope
    private let pipeline: BSONDocument
    private let outageTimeout: Duration
    /// Where it begins if it has not been anywhere yet; nil to begin behind the place.
    private var start: ClusterTime?
    private var source: ChangeSource<Event>?
    /// Behind the last change that was returned, or behind those that the server skipped since.
    private(set) var place: ResumeToken
    private var isAtEnd = false
    /// No later than the moment at which the driver asked for what it has now; nil if it must ask for what comes next.
    private var asked: ContinuousClock.Instant?

    /// - Parameters:
    ///   - place: where it begins: a place of the same pipeline, unless there is a start.
    ///   - start: the place's moment: changes of before the place are left out then.
    init(
        _ scope: ChangeScope, pipeline: BSONDocument, after place: ResumeToken, from start: ClusterTime? = nil,
        outageTimeout: Duration
    ) {
        self.scope = scope
        self.pipeline = pipeline
        self.place = place
        self.start = start
        self.outageTimeout = outageTimeout
    }

    /// Waits for the next change, for the quarter of a second that a turn may take.
    mutating func nextTurn() async throws -> Turn {
        var attempt = 0
        var giveUp = ContinuousClock.now + self.outageTimeout
        while !self.isAtEnd {
            do {
                // A stream that is opened now brings its first changes with that.
                let asked = self.asked ?? .now
                let turn = try await self.openSource().next()
                self.asked = turn.isLast ? nil : asked
                (attempt, giveUp) = (0, .now + self.outageTimeout)
                if self.start != nil {
                    // The moment's changes are told again up to the place.
                    if case .success(let event) = turn.event, !(self.place < event.token) { continue }
                    guard let reached = turn.place, self.place < reached else { return .nothing(before: asked) }
                    self.start = nil
                }
                self.place = turn.place ?? self.place
                guard let event = turn.event else { return .nothing(before: asked) }
                return .change(try event.get(), before: turn.isLast ? asked : nil)
            } catch let error as MongoError
                where error.isTransient && .now < giveUp && (attempt > 0 || error.code != .overloaded)
            {
                attempt += 1
                (self.source, self.asked) = (nil, nil)
                try await Task.sleep(for: Self.pause(before: attempt))
            } catch let error as MongoError where error.code == .decoding {
                throw error
            } catch {
                self.end()
                throw error
            }
        }
        return .end
    }

    private mutating func openSource() async throws -> ChangeSource<Event> {
        if let source = self.source { return source }
        let source = try await ChangeSource<Event>(
            self.scope, pipeline: self.pipeline, from: self.start.map { .at($0) } ?? .after(self.place))
        self.source = source
        return source
    }

    mutating func end() {
        self.isAtEnd = true
        self.source = nil
    }

    /// Up to 0.1, 0.2, 0.4 … 3.2 seconds, at random, so that not all who lost a server ask the next at once.
    private static func pause(before attempt: Int) -> Duration {
        .milliseconds(Int.random(in: 20...(100 << Swift.min(attempt - 1, 5))))
    }
}
