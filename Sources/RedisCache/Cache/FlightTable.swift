import Synchronization

/// The executions under way, so that concurrent misses of one key share one.
///
/// A caller whose look-up missed *enters* before it claims the fill in Redis, and *leaves* when it has its value. The
/// claim tells it the namespace's token. It may join a flight of the same token only: any invalidation between the
/// flight's claim and its own would have changed the token, so what the flight reads is not older than its own claim.
///
/// A flight that has landed stays as long as callers are there who entered before: they may have looked before the
/// value was stored, and must not execute once more. Who enters later finds the value in Redis.
final class FlightTable: Sendable {
    /// What a caller may join by.
    private struct FlightID: Hashable {
        let token: [UInt8]
        let type: ObjectIdentifier
    }

    private struct Record {
        let flight: any Sendable & AnyObject
        /// The first ticket that came after the landing.
        var firstTicketAfter: Int?
    }

    private struct Entry {
        var callers = 0
        var nextTicket = 0
        var flights: [FlightID: Record] = [:]
    }

    private let entries = Mutex<[EntryName: Entry]>([:])

    /// How many keys have callers.
    var count: Int { self.entries.withLock { $0.count } }

    /// - Returns: the caller's ticket. It must `leave` in the end.
    func enter(_ key: EntryName) -> Int {
        self.entries.withLock { entries in
            var entry = entries[key] ?? Entry()
            defer { entries[key] = entry }
            entry.callers += 1
            entry.nextTicket += 1
            return entry.nextTicket - 1
        }
    }

    func leave(_ key: EntryName) {
        self.entries.withLock { entries in
            guard let callers = entries[key]?.callers, callers > 1 else {
                entries[key] = nil
                return
            }
            entries[key]?.callers = callers - 1
        }
    }

    /// The flight to wait for.
    ///
    /// - Returns: the flight, and whether the caller must start it.
    func join<Value: Sendable>(
        _ key: EntryName, ticket: Int, token: [UInt8], as type: Value.Type = Value.self
    ) -> (flight: Flight<Value>, isNew: Bool) {
        let id = FlightID(token: token, type: ObjectIdentifier(type))
        return self.entries.withLock { entries in
            if let record = entries[key]?.flights[id], ticket < record.firstTicketAfter ?? .max,
                let flight = record.flight as? Flight<Value>
            {
                return (flight, false)
            }
            let flight = Flight<Value>()
            // What has landed may be forgotten now: at worst a straggler executes once more.
            var flights = entries[key]?.flights.filter { $0.value.firstTicketAfter == nil } ?? [:]
            flights[id] = Record(flight: flight)
            entries[key]?.flights = flights
            return (flight, true)
        }
    }

    /// A flight has landed; one that failed is forgotten, so that the next caller tries again.
    func didLand<Value: Sendable>(_ key: EntryName, token: [UInt8], as type: Value.Type, isSuccess: Bool) {
        let id = FlightID(token: token, type: ObjectIdentifier(type))
        self.entries.withLock { entries in
            guard let entry = entries[key] else { return }
            if isSuccess {
                entries[key]?.flights[id]?.firstTicketAfter = entry.nextTicket
            } else {
                entries[key]?.flights[id] = nil
            }
        }
    }
}
