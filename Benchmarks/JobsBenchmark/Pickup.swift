import ArgumentParser
import MongoJobs
import Synchronization

/// How long an idle worker takes to begin a job.
struct Pickup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints milliseconds from the call that enqueues to the begin of the handler: median and 99 %.")

    @Option(help: "How many jobs, one after the other.")
    var jobs = 500

    func run() async throws {
        let count = self.jobs
        try await Bench.with { bench in
            let begun = Mutex<[Int: ContinuousClock.Instant]>([:])
            let handler = JobHandler(Nothing.self) { job, _ in begun.withLock { $0[job.number] = .now } }
            let worker = JobWorker(bench.queue, handlers: [handler], logger: Bench.logger)
            let task = Task { await worker.run() }
            var delays: [Double] = []
            // The first ones find the worker opening its stream.
            for number in -20..<count {
                try await Task.sleep(for: .milliseconds(Int.random(in: 10...40)))
                let start = ContinuousClock.now
                try await bench.queue.enqueue(Nothing(number: number))
                while begun.withLock({ $0[number] }) == nil { try await Task.sleep(for: .milliseconds(1)) }
                let end = begun.withLock { $0[number] } ?? .now
                if number >= 0 { delays.append((end - start) / .milliseconds(1)) }
            }
            delays.sort()
            print(delays[count / 2], delays[count * 99 / 100])
            task.cancel()
            await task.value
        }
    }
}
