import ArgumentParser

/// Durable jobs, measured. `scripts/dev bench jobs` runs it in turns with Celery.
@main
struct JobsBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures jobs in MongoDB. MONGODB_URI names the server.",
        subcommands: [Drain.self, Pickup.self, Backlog.self])
}
