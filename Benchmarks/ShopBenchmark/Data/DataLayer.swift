import ArgumentParser
import CDriverBaseline
import Foundation
import MongoODM
import Schemas

/// The data layer against C programs that make the same calls of the same driver.
struct DataLayer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Find and stream products, in turns with C on the driver itself.")

    @Option(help: "How many products there are.")
    var products = 100_000

    @Option(help: "How many look products up at once.")
    var tasks = 16

    @Option(help: "How many products each of them looks up.")
    var operations = 2000

    @Option(help: "How often each is measured.")
    var rounds = 9

    func run() async throws {
        let given = ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://localhost:27017/?replicaSet=rs0"
        var parts = URLComponents(string: given) ?? URLComponents()
        parts.path = "/data_benchmark"
        let uri = parts.string ?? given
        let client = try MongoClient(MongoSettings(uri: uri, poolSize: self.tasks, timeout: .seconds(60)))
        let products = Repository<Item>(client.defaultDatabase)
        do {
            try await self.fill(products)
            try await self.find(products, uri)
            try await self.stream(products, uri)
        } catch {
            try? await client.defaultDatabase.drop()
            throw error
        }
        try await client.defaultDatabase.drop()
        await client.shutDown()
    }

    private func fill(_ products: Repository<Item>) async throws {
        try await products.database.drop()
        try await products.createIndexes()
        for start in stride(from: 1, through: self.products, by: 1000) {
            try await products.createMany((start..<min(start + 1000, self.products + 1)).map(Item.init(number:)))
        }
    }

    // MARK: Looking up

    private func find(_ products: Repository<Item>, _ uri: String) async throws {
        let slugs = (1...1000).map { Item.slug($0 * 97 % self.products + 1) }
        var ratios: [Double] = []
        var rates: (swift: [Double], c: [Double]) = ([], [])
        let count = Double(self.tasks * self.operations)
        for _ in 0..<self.rounds {
            let c = count / (try self.findInC(slugs, uri))
            let swift = count / (try await self.findInSwift(slugs, products))
            rates.swift.append(swift)
            rates.c.append(c)
            ratios.append(swift / c)
        }
        report("findOne by slug, \(self.tasks) at once", "a second", rates.swift, rates.c, ratios, target: 0.8)
    }

    private func findInSwift(_ slugs: [String], _ products: Repository<Item>) async throws -> Double {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<self.tasks {
                group.addTask {
                    for index in 0..<self.operations {
                        let slug = slugs[(task * 31 + index) % slugs.count]
                        guard try await products.findOne(\.slug == slug) != nil else { throw ExitCode.failure }
                    }
                }
            }
            try await group.waitForAll()
        }
        return start.duration(to: .now) / .seconds(1)
    }

    private func findInC(_ slugs: [String], _ uri: String) throws -> Double {
        let pointers = slugs.map { UnsafePointer(strdup($0)) }
        defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
        let seconds = baseline_find(
            uri, Item.schema.name, pointers, slugs.count, Int32(self.tasks), Int32(self.operations))
        guard seconds > 0 else { throw ExitCode.failure }
        return seconds
    }

    // MARK: Streaming

    private func stream(_ products: Repository<Item>, _ uri: String) async throws {
        var ratios: [Double] = []
        var rates: (swift: [Double], c: [Double]) = ([], [])
        var resident: [Double] = []
        let quarter = self.products / 4
        for _ in 0..<self.rounds {
            var count = 0
            let c = baseline_stream(uri, Item.schema.name, 500, &count)
            guard count == self.products else { throw ExitCode.failure }
            let start = ContinuousClock.now
            var streamed = 0
            for try await product in try products.stream(batchSize: 500) {
                streamed += product.productID > 0 ? 1 : 0
                if streamed.isMultiple(of: quarter) { resident.append(Self.residentMiB()) }
            }
            let swift = start.duration(to: .now) / .seconds(1)
            guard streamed == self.products else { throw ExitCode.failure }
            rates.swift.append(Double(count) / swift)
            rates.c.append(Double(count) / c)
            ratios.append(c / swift)
        }
        report("stream of \(self.products) products", "a second", rates.swift, rates.c, ratios, target: 0.7)
        let (least, most) = (resident.min() ?? 0, resident.max() ?? 0)
        print(String(format: "Resident while streaming: %.1f to %.1f MiB", least, most))
    }

    private static func residentMiB() -> Double {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * 4096 / 1_048_576
    }
}

/// Prints medians and their ratio.
private func report(
    _ name: String, _ unit: String, _ swift: [Double], _ c: [Double], _ ratios: [Double], target: Double
) {
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    let ratio = median(ratios)
    print(
        String(
            format: "%@: Swift %.0f, C %.0f %@, ratio %.0f %% (target %.0f %%: %@)", name, median(swift), median(c),
            unit, ratio * 100, target * 100, ratio >= target ? "met" : "missed"))
}
