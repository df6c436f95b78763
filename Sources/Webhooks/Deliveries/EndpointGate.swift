import BSON
import Synchronization

/// Lets a few deliveries to one endpoint run at a time in this process, and gives the others a moment to come again: an endpoint that
/// is slow, or never answers, leaves the worker's other places to the rest.
final class EndpointGate: Sendable {
    /// So many at a time.
    static let places = 2
    /// The longest time that somebody is sent away for.
    static let longestWait = Duration.seconds(300)

    private struct Place {
        var running = 0
        /// How long the last one took.
        var duration = Duration.milliseconds(500)
        /// The moment that was given to who was sent away last.
        var next = ContinuousClock.now
    }

    private let places = Mutex<[ObjectID: Place]>([:])

    /// - Returns: nil for who may go on, and is to call ``leave(_:after:)`` then; for others how long to wait.
    func enter(_ endpoint: ObjectID, now: ContinuousClock.Instant = .now) -> Duration? {
        self.places.withLock { places in
            var place = places[endpoint] ?? Place(next: now)
            defer { places[endpoint] = place }
            if place.running < Self.places {
                place.running += 1
                return nil
            }
            let step = max(place.duration / Self.places, .milliseconds(100))
            place.next = min(max(place.next, now) + step, now + Self.longestWait)
            return max(place.next - now, .seconds(1))
        }
    }

    /// - Parameter duration: how long the delivery took.
    func leave(_ endpoint: ObjectID, after duration: Duration) {
        self.places.withLock { places in
            guard var place = places[endpoint] else { return }
            place.running -= 1
            place.duration = duration
            // Endpoints that nobody waits for are not kept in mind.
            places[endpoint] = place.running == 0 && place.next <= .now ? nil : place
        }
    }
}
