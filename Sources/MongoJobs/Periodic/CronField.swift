/// The values that one field of a cron expression allows.
struct CronField: Hashable, Sendable {
    /// A bit a value.
    private var bits: UInt64 = 0
    /// Whether it is written with a star in front, `*/2` included.
    let beginsWithStar: Bool

    init(_ text: Substring, _ name: String, _ range: ClosedRange<Int>, names: [String] = []) throws(CronError) {
        self.beginsWithStar = text.first == "*"
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let step = pieces.count == 2 ? Self.number(pieces[1]) ?? 0 : 1
            guard step > 0 else {
                throw CronError(description: "The step of the \(name) is no number above 0: '\(part)'")
            }
            var values = range
            if pieces[0] != "*" {
                let ends = pieces[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
                guard let first = Self.value(ends[0], range, names), let last = Self.value(ends.last!, range, names),
                    first <= last
                else {
                    throw CronError(
                        description: "The \(name) is \(range.lowerBound) to \(range.upperBound), a range, a list or a "
                            + "step of those: '\(part)'")
                }
                // A single value with a step goes on to the end.
                values = first...(ends.count == 1 && pieces.count == 2 ? range.upperBound : last)
            }
            for value in stride(from: values.lowerBound, through: values.upperBound, by: step) {
                self.bits |= 1 << UInt64(value)
            }
        }
    }

    /// Cron's own rule: a field with a star in front restricts nothing.
    var isRestricted: Bool { !self.beginsWithStar }

    func contains(_ value: Int) -> Bool { self.bits & (1 << UInt64(value)) != 0 }

    private static func value(_ text: Substring, _ range: ClosedRange<Int>, _ names: [String]) -> Int? {
        let value = names.firstIndex { $0 == text }.map { $0 + range.lowerBound } ?? Self.number(text)
        return value.flatMap { range.contains($0) ? $0 : nil }
    }

    /// Digits alone: `Int` would take a sign as well.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } && text.utf8.count <= 4 ? Int(text) : nil
    }
}
