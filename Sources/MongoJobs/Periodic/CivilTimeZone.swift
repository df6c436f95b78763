// FoundationEssentials alone knows fixed offsets only.
import Foundation
import Schemas

/// Local times of a time zone, as the moments that they are. Both are counted in seconds: moments since 1970, local times
/// as if the zone were UTC.
package struct CivilTimeZone: Hashable, Sendable {
    private let zone: TimeZone

    /// - Parameter name: an IANA name.
    /// - Throws: ``CronError`` with a sentence that says what is wrong.
    package init(_ name: String) throws(CronError) {
        guard let zone = TimeZone(identifier: name) else {
            throw CronError(description: "There is no time zone '\(name)': it is an IANA name such as Europe/Berlin")
        }
        self.zone = zone
    }

    /// The time that no clock is changed in.
    package static let utc = try! CivilTimeZone("UTC")

    package var name: String { self.zone.identifier }

    /// The number of the day that a moment belongs to.
    package func localDay(of instant: Int) -> Int {
        (instant + self.offset(at: instant)).flooredQuotient(by: 86_400)
    }

    /// The first moment of a day, which need not be called midnight.
    package func start(ofDay day: Int) -> Int {
        self.instants(of: [day * 86_400], byInterval: false).first ?? day * 86_400
    }

    /// The moments of local times of one day.
    ///
    /// - Parameter byInterval: whether a time that comes twice counts twice, and one that is skipped not at all.
    func instants(of times: [Int], byInterval: Bool) -> Set<Int> {
        guard let first = times.first, let last = times.last else { return [] }
        // No zone is further from UTC than 15 hours.
        let (before, after) = (self.offset(at: first - 54_000), self.offset(at: last + 54_000))
        if before == after { return Set(times.map { $0 - before }) }
        var instants: Set<Int> = []
        for time in times {
            let found = Set([before, after].map { time - $0 }.filter { $0 + self.offset(at: $0) == time }).sorted()
            if byInterval {
                instants.formUnion(found)
            } else {
                instants.insert(found.first ?? self.change(between: time - 54_000, time + 54_000))
            }
        }
        return instants
    }

    /// When the offset changes, between two moments with different ones.
    private func change(between start: Int, _ end: Int) -> Int {
        let before = self.offset(at: start)
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = (low + high) / 2
            if self.offset(at: middle) == before { low = middle } else { high = middle }
        }
        return high
    }

    private func offset(at instant: Int) -> Int {
        self.zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
    }
}
