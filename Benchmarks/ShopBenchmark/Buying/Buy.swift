import ArgumentParser
import Catalog
import Foundation
import Schemas

/// Lets customers buy for some time, each on a connection and a thread of its own, one purchase after another.
struct Buy: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Buy from a shop on this machine, and print as JSON how long it took.")

    @Option(help: "The shop's port.")
    var port: UInt16

    @Option(help: "Whose purchases: the primary contract's, or those of /api/v1.")
    var mount = BuyMount.root

    @Option(help: "How many customers buy at once.")
    var buyers = 1

    @Option(help: "How many products they choose from.")
    var products = 20

    @Option(help: "How many seconds are measured.")
    var seconds = 5

    @Option(help: "How many seconds they buy before that.")
    var warmUp = 1

    func run() throws {
        let shelf = try Shelf(port: self.port, products: self.products)
        let buyers = try (0..<self.buyers).map { _ in
            try Buyer(port: self.port, mount: self.mount, productIDs: shelf.products.map(\.productID))
        }
        let start = ContinuousClock.now + .seconds(self.warmUp)
        let results = inParallel(buyers) { $0.buy(measuring: start..<(start + .seconds(self.seconds))) }
        let report = BuyReport(results, seconds: self.seconds, misplaced: try shelf.misplaced(results))
        print(String(decoding: report.json(), as: UTF8.self))
        for problem in results.compactMap(\.problem) {
            FileHandle.standardError.write(Data("\(problem)\n".utf8))
        }
    }
}
