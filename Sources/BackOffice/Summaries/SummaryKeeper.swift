package import FoundationEssentials
import Logging
import MongoODM
import Orders
import ShopCore

/// Sums up what happened, beside what happens.
///
/// Each step makes summaries anew from the orders and accounts, in a transaction that sees all of them at one moment: of two
/// keepers that make the same one, the one that has seen less is refused. So any number may work, each may end anywhere, and
/// what is done again comes to the same.
package struct SummaryKeeper: Sendable {
    let store: SummaryStore

    /// How long after its moment a step of an order is seen at the latest: a transaction may take a minute, and the clocks of
    /// several machines differ by less than another.
    package static let margin: TimeInterval = 120
    /// The pause between two looks.
    private static let pace = Duration.seconds(15)

    /// Sums up until the task is cancelled.
    func run(logger: Logger) async {
        await repeating(every: Self.pace, logger: logger, "What happened can't be summed up; trying again") {
            try await self.keep()
        }
    }

    /// Sums up what has happened until now but for the last minutes.
    package func keep(now: Date = .now) async throws {
        let settled = now - Self.margin
        _ = try await PaidMoments(self.store.summaries.database).completeNew()
        guard let mark = try await self.mark(at: settled) else { return }
        let stains = try await self.store.allStains()
        let touched = try await self.store.touched(since: mark, .all)
        let days = Dictionary(grouping: touched) { QuarterHour($0).day }
        for day in days.keys.sorted() { try await self.sumUp(day, Set(days[day] ?? [])) }
        try await self.begin(with: days.keys.min())
        let through = QuarterHour(mark.through).number
        try await self.sumUp(through..<max(through, QuarterHour(settled).number))
        for stain in stains { try await self.store.stains.delete(\.id == stain.id && \.at == stain.at) }
        try await self.store.marks.updateOne(
            \.id == SummaryMark.only && \.followed < settled, .set(\.followed, settled))
    }

    /// Has everything summed up anew, from the beginning.
    package func beginAgain() async throws { try await self.store.marks.delete(\.id == SummaryMark.only) }

    /// Sums up days that may be wrong.
    func sumUpAgain(days: some Sequence<Int>) async throws {
        for day in days { try await self.sumUp(day, Set(SummaryBlock.day(day).quarters)) }
        try await self.begin(with: days.min())
    }

    /// Remembers that something has happened on a day, if that is before all that was known.
    private func begin(with day: Int?) async throws {
        guard let day else { return }
        let start = SummaryBlock.month(ofDay: day).start
        try await self.store.marks.updateOne(\.id == SummaryMark.only && \.first > start, .set(\.first, start))
    }

    /// The mark that there is, or a first one; nil while nothing has happened.
    private func mark(at settled: Date) async throws -> SummaryMark? {
        if let mark = try await self.store.mark() { return mark }
        guard let first = try await self.store.facts.first() else { return nil }
        let month = SummaryBlock.month(ofDay: QuarterHour(min(first, settled)).day)
        let start = month.start
        do {
            return try await self.store.marks.create(
                SummaryMark(id: SummaryMark.only, first: start, through: start, followed: settled))
        } catch let error as MongoError where error.duplicateKey != nil {
            return try await self.store.mark()
        }
    }

    /// Sums up quarters of an hour for the first time, and remembers how far it has come after each day.
    private func sumUp(_ range: Range<Int>) async throws {
        var start = range.lowerBound
        while start < range.upperBound {
            let day = QuarterHour(start).day
            let end = min(SummaryBlock.day(day).quarters.upperBound, range.upperBound)
            try await self.sumUp(day, Set(start..<end))
            let through = QuarterHour(end).start
            try await self.store.marks.updateOne(
                \.id == SummaryMark.only && \.through < through, .set(\.through, through))
            start = end
            try Task.checkCancellation()
        }
    }

    /// Sums up some quarters of an hour of a day, and so the day and its month.
    private func sumUp(_ day: Int, _ quarters: Set<Int>) async throws {
        try await self.store.client.transaction { transaction in
            var figures = try await self.store.facts.figures(of: quarters.ranges, in: transaction)
            let writes = quarters.sorted().map { number in
                let found = figures[number] ?? Figures()
                var buyers = Buyers()
                buyers.append(found.buyers, quarter: number - day * QuarterHour.perDay)
                return self.write(.quarterHour(number), Summary(.quarterHour(number), found, buyers: buyers), found)
            }
            let others = SummaryBlock.day(day).quarters.filter { !quarters.contains($0) }
            for other in try await self.wholes(others.map { .quarterHour($0) }, in: transaction) {
                figures[other.block.quarters.lowerBound] = other.figures
            }
            let (ofDay, summary) = self.summary(of: day, figures)
            var ofMonth = ofDay
            let month = SummaryBlock.month(ofDay: day)
            let days = stride(from: month.quarters.lowerBound, to: month.quarters.upperBound, by: QuarterHour.perDay)
                .map { QuarterHour($0).day }.filter { $0 != day }
            for other in try await self.wholes(days.map { .day($0) }, in: transaction) { ofMonth.add(other.figures) }
            try await self.store.summaries.bulkWrite(
                writes + [
                    self.write(.day(day), summary, ofDay), self.write(month, Summary(month, ofMonth), ofMonth),
                ], in: transaction)
        }
    }

    private func summary(of day: Int, _ figures: [Int: Figures]) -> (Figures, Summary) {
        var (ofDay, buyers, quarters) = (Figures(), Buyers(), [QuarterSales]())
        let first = day * QuarterHour.perDay
        for (number, found) in figures.sorted(by: { $0.key < $1.key }) {
            ofDay.add(found)
            buyers.append(found.buyers, quarter: number - first)
            if found.sales != Sales() || found.registered > 0 {
                quarters.append(QuarterSales(quarter: number - first, sales: found.sales, registered: found.registered))
            }
        }
        return (ofDay, Summary(.day(day), ofDay, buyers: buyers, quarters: quarters))
    }

    private func write(_ block: SummaryBlock, _ summary: Summary, _ figures: Figures) -> BulkWrite<Summary> {
        figures.isEmpty ? .deleteOne(\.id == block.id) : .replace(summary, upsert: true)
    }

    /// What is stored of some blocks.
    private func wholes(
        _ blocks: [SummaryBlock], in transaction: Transaction
    ) async throws -> [(block: SummaryBlock, figures: Figures)] {
        guard !blocks.isEmpty else { return [] }
        let byID = Dictionary(blocks.map { ($0.id, $0) }) { first, _ in first }
        let found = try await self.store.summaries.find(
            .isIn(\.id, Array(byID.keys)), as: SummaryPart.Whole.self, limit: blocks.count, in: transaction)
        return found.compactMap { part in byID[part.id].map { ($0, part.figures) } }
    }
}

extension SummaryPart.Whole {
    fileprivate var figures: Figures {
        var figures = Figures()
        figures.sales = self.sales
        figures.registered = self.registered
        for stage in self.stages { figures.add(stage) }
        for product in self.products { figures.add(product) }
        for region in self.regions { figures.add(region) }
        Buyers(self.buyers).visit { _, user in figures.buyers.insert(user) }
        return figures
    }
}

extension Sequence<Int> {
    /// The numbers as ranges of those that follow each other.
    var ranges: [Range<Int>] {
        self.sorted().reduce(into: []) { ranges, number in
            if let last = ranges.last, last.upperBound == number {
                ranges[ranges.count - 1] = last.lowerBound..<number + 1
            } else if ranges.last?.contains(number) != true {
                ranges.append(number..<number + 1)
            }
        }
    }
}
