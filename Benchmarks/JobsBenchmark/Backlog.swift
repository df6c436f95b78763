import ArgumentParser
import MongoJobs

/// Whether many jobs that wait slow a worker down.
struct Backlog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Prints jobs a second with none but those that are done, beside others that wait, and beside others for later."
    )

    @Option(help: "How many jobs are done each time.")
    var jobs = 5000

    @Option(help: "How many others wait.")
    var waiting = 100_000

    @Option(help: "How many others are for later.")
    var scheduled = 1_000_000

    func run() async throws {
        let (jobs, waiting, scheduled) = (self.jobs, self.waiting, self.scheduled)
        try await Bench.with { bench in
            // The worker has done it all before it is measured.
            try await bench.fill(jobs)
            _ = try await bench.work(jobs, concurrency: 4)
            var rates: [Double] = []
            try await bench.fill(jobs)
            rates.append(Double(jobs) / (try await bench.work(jobs, concurrency: 4)))
            try await bench.schedule(scheduled)
            try await bench.fill(jobs)
            rates.append(Double(jobs) / (try await bench.work(jobs, concurrency: 4)))
            // Ahead of the others, so that these stay as many.
            try await bench.fill(waiting)
            try await bench.fill(jobs, priority: 1)
            rates.append(Double(jobs) / (try await bench.work(jobs, concurrency: 4)))
            print(rates.map { "\($0)" }.joined(separator: " "))
        }
    }
}
