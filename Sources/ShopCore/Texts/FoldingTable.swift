/// What searches take scalars for that are not ASCII: the letters without accents and letter case, in their usual form.
///
/// FoundationEssentials has no normalization, and Foundation's brings ICU with it. The table has all of the compatibility
/// decompositions, so that nothing else is asked.
struct FoldingTable: Sendable {
    private let entries: [UInt32: [Unicode.Scalar]]

    static let shared = FoldingTable()

    /// What takes the scalar's place; nil for one that stays.
    subscript(scalar: Unicode.Scalar) -> [Unicode.Scalar]? { self.entries[scalar.value] }

    private init() {
        var entries: [UInt32: [Unicode.Scalar]] = [:]
        for entry in "\(Self.data)".split(separator: " ") {
            let sides = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let from = sides[0].split(separator: "*")
            let run = from.count == 2 ? from[1].split(separator: ",").compactMap { UInt32($0) } : [1, 1, 0]
            let first = UInt32(from[0], radix: 16)!
            let scalars = sides[1].split(separator: "+").map { UInt32($0, radix: 16)! }
            for place in 0..<run[0] {
                entries[first + place * run[1]] = scalars.map { Unicode.Scalar($0 + place * run[2])! }
            }
        }
        self.entries = entries
    }
}
