import MongoODM

/// What a line has led to.
enum ImportOutcome: Sendable {
    case created
    case updated
    case unchanged
}

/// What lines have led to that is not stored yet.
struct ImportTally: Sendable {
    /// The last of the lines.
    var line = 0
    private(set) var counts: [ImportOutcome: Int] = [:]
    private(set) var faults: [ImportFault] = []
    private(set) var faultCount = 0

    mutating func add(_ outcome: ImportOutcome, line: Int) {
        self.line = line
        self.counts[outcome, default: 0] += 1
    }

    /// - Parameter faults: of one line.
    mutating func add(_ faults: [ImportFault], line: Int) {
        self.line = line
        self.faultCount += faults.count
        self.faults += faults.prefix(ProductImport.mostFaults - self.faults.count)
    }

    func with(_ outcome: ImportOutcome, line: Int) -> ImportTally {
        var tally = self
        tally.add(outcome, line: line)
        return tally
    }

    var updates: [Update<ProductImport>] {
        var updates: [Update<ProductImport>] = [.set(\.line, self.line)]
        if let created = self.counts[.created] { updates.append(.inc(\.created, created)) }
        if let updated = self.counts[.updated] { updates.append(.inc(\.updated, updated)) }
        if let unchanged = self.counts[.unchanged] { updates.append(.inc(\.unchanged, unchanged)) }
        if self.faultCount > 0 {
            updates.append(.inc(\.faultCount, self.faultCount))
            updates.append(.push(\.faults, each: self.faults, keeping: ProductImport.mostFaults))
        }
        return updates
    }
}
