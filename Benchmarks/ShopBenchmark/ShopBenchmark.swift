import ArgumentParser

/// The two sides of the shop's benchmark: what is measured, and the customers. `scripts/dev bench` runs both.
@main
struct ShopBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the shop beside bare routes, and buys from it.",
        subcommands: [Serve.self, Buy.self, Coherence.self, DataLayer.self, Replay.self, SeedOrders.self])
}
