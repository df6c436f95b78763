import ArgumentParser

/// Jobs a second of one worker that finds them waiting.
struct Drain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints jobs a second for a handler that does nothing.")

    @Option(help: "How many jobs wait.")
    var jobs = 10_000

    @Option(help: "How many run at a time.")
    var concurrency = 1

    func run() async throws {
        let (jobs, concurrency) = (self.jobs, self.concurrency)
        try await Bench.with { bench in
            try await bench.fill(jobs)
            print(Double(jobs) / (try await bench.work(jobs, concurrency: concurrency)))
        }
    }
}
