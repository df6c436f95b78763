import BSON
import FoundationEssentials
import MongoODM
import Orders
import Schemas
import ShopCore

/// What happened in a range of time, of which most is summed up. What is not, or may be different by now, was looked up anew.
struct SummaryView: Sendable {
    private let store: SummaryStore
    /// Nothing has happened before.
    private let first: Int
    /// What is before is summed up, but for ``touched``.
    private let through: Int
    private let touched: Set<Int>
    /// What happened in quarters of an hour that are not summed up.
    private let fresh: [Int: Figures]

    /// - Parameters:
    ///   - range: quarters of an hour.
    ///   - kinds: what is asked for.
    init(_ store: SummaryStore, _ range: Range<Int>, _ kinds: FactReader.Kinds) async throws {
        self.store = store
        let mark = try await store.mark()
        self.first = mark.map { QuarterHour($0.first).number } ?? 0
        self.through = mark.map { QuarterHour($0.through).number } ?? 0
        let touched = if let mark { try await store.touched(since: mark, kinds) } else { Set<Int>() }
        self.touched = touched.filter(range.contains)
        let open = max(range.lowerBound, self.through)..<max(range.lowerBound, self.through, range.upperBound)
        let unsummed = self.touched.ranges + (open.isEmpty ? [] : [open])
        self.fresh = try await store.facts.figures(of: unsummed, kinds)
    }

    /// Where orders stand, what was sold, and who registered, in a part of the range.
    func totals(_ range: Range<Int>) async throws -> Figures {
        var figures = self.freshFigures(in: range)
        for part in try await self.parts(of: range, as: SummaryPart.Totals.self) {
            figures.sales.add(part.sales)
            figures.registered += part.registered
            for stage in part.stages { figures.add(stage) }
        }
        return figures
    }

    /// How products sold in a part of the range.
    func products(_ range: Range<Int>) async throws -> some Sequence<SoldProduct> {
        var figures = self.freshFigures(in: range)
        for part in try await self.parts(of: range, as: SummaryPart.Products.self) {
            for product in part.products { figures.add(product) }
        }
        return figures.products.values
    }

    /// Where what was sold in a part of the range went.
    func regions(_ range: Range<Int>) async throws -> some Sequence<SoldRegion> {
        var figures = self.freshFigures(in: range)
        for part in try await self.parts(of: range, as: SummaryPart.Regions.self) {
            for region in part.regions { figures.add(region) }
        }
        return figures.regions.values
    }

    /// What was sold and who registered in each of the ranges between some places.
    ///
    /// - Parameter places: quarters of an hour in ascending order, two at least.
    func points(_ places: [Int]) async throws -> [Figures] {
        var points = [Figures](repeating: Figures(), count: places.count - 1)
        func add(_ sales: Sales, _ registered: Int, at quarter: Int) {
            guard let index = places.point(of: quarter) else { return }
            points[index].sales.add(sales)
            points[index].registered += registered
        }
        for (quarter, figures) in self.fresh { add(figures.sales, figures.registered, at: quarter) }
        let range = places[0]..<places[places.count - 1]
        let split = self.splitDays(places)
        let days = self.summedDays(range)
        if days.count > split.count {
            let (from, to) = (SummaryBlock.day(days.lowerBound), SummaryBlock.day(days.upperBound))
            let wholes = try await self.store.summaries.find(
                \.id >= from.id && \.id < to.id, as: SummaryPart.Totals.self, limit: days.count)
            for part in wholes {
                let quarter = QuarterHour(part.start)
                if !split.contains(quarter.day) { add(part.sales, part.registered, at: quarter.number) }
            }
        }
        if !split.isEmpty {
            let parts = try await self.store.summaries.find(
                .isIn(\.id, split.map { SummaryBlock.day($0).id }), as: SummaryPart.Quarters.self, limit: split.count)
            for part in parts {
                let first = QuarterHour(part.start).number
                for quarter in part.quarters where self.isSummedUp(first + quarter.quarter) {
                    add(quarter.sales, quarter.registered, at: first + quarter.quarter)
                }
            }
        }
        return points
    }

    /// Who paid for orders in each of the ranges between some places.
    func buyers(_ places: [Int]) async throws -> [Set<ObjectID>] {
        var points = [Set<ObjectID>](repeating: [], count: places.count - 1)
        for (quarter, figures) in self.fresh {
            if let index = places.point(of: quarter) { points[index].formUnion(figures.buyers) }
        }
        let days = self.summedDays(places[0]..<places[places.count - 1])
        guard !days.isEmpty else { return points }
        let (from, to) = (SummaryBlock.day(days.lowerBound), SummaryBlock.day(days.upperBound))
        let parts = try await self.store.summaries.find(
            \.id >= from.id && \.id < to.id, as: SummaryPart.DayBuyers.self, limit: days.count)
        for part in parts {
            let first = QuarterHour(part.start).number
            Buyers(part.buyers).visit { quarter, user in
                guard self.isSummedUp(first + quarter), let index = places.point(of: first + quarter) else { return }
                points[index].insert(user)
            }
        }
        return points
    }

    private func isSummedUp(_ quarter: Int) -> Bool { quarter < self.through && !self.touched.contains(quarter) }

    /// The days of which something in a range is summed up.
    private func summedDays(_ range: Range<Int>) -> Range<Int> {
        let (start, end) = (max(range.lowerBound, self.first), min(range.upperBound, self.through))
        guard start < end else { return 0..<0 }
        return QuarterHour(start).day..<QuarterHour(end - 1).day + 1
    }

    /// The days of which a part is in another range than the rest, or is not to be taken as it is summed up.
    private func splitDays(_ places: [Int]) -> Set<Int> {
        let days = self.summedDays(places[0]..<places[places.count - 1])
        var split = Set((places + [self.through]).filter { $0 % QuarterHour.perDay != 0 }.map { QuarterHour($0).day })
        split.formUnion(self.touched.map { QuarterHour($0).day })
        return split.filter(days.contains)
    }

    private func freshFigures(in range: Range<Int>) -> Figures {
        self.fresh.reduce(into: Figures()) { if range.contains($1.key) { $0.add($1.value) } }
    }

    /// The parts of the fewest summaries that make up what is summed up of a range.
    private func parts<Part: SchemaObject>(of range: Range<Int>, as type: Part.Type) async throws -> [Part] {
        let blocks = self.blocks(of: range)
        guard !blocks.isEmpty else { return [] }
        return try await self.store.summaries.find(.isIn(\.id, blocks.map(\.id)), as: type, limit: blocks.count)
    }

    private func blocks(of range: Range<Int>) -> [SummaryBlock] {
        var blocks: [SummaryBlock] = []
        let end = min(range.upperBound, self.through)
        var start = max(range.lowerBound, self.first)
        while start < end {
            let day = QuarterHour(start).day
            let fitting = [SummaryBlock.month(ofDay: day), .day(day)].first { block in
                block.quarters.lowerBound == start && block.quarters.upperBound <= end
                    && !self.touched.contains(where: block.quarters.contains)
            }
            let block = fitting ?? .quarterHour(start)
            if self.isSummedUp(start) { blocks.append(block) }
            start = block.quarters.upperBound
        }
        return blocks
    }
}

extension [Int] {
    /// Which of the ranges between these places has a number; nil if none has.
    fileprivate func point(of number: Int) -> Int? {
        var (low, high) = (0, self.count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= number { low = middle + 1 } else { high = middle }
        }
        return low > 0 && low < self.count ? low - 1 : nil
    }
}
