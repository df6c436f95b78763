/// A job whose handler runs.
struct RunningJob {
    let job: StoredJob
    let run: JobRun
    let task: Task<Void, Never>
    let watchdog: Task<Void, any Error>?
    /// Whether it took longer than its kind may.
    var isOverdue = false
}

/// How long handlers take, to tell how many jobs to fetch ahead.
struct HandlerPace {
    private var mean: Duration?

    mutating func add(_ duration: Duration) {
        self.mean = self.mean.map { ($0 * 7 + duration) / 8 } ?? duration
    }

    /// How many jobs are done in a twentieth of a second. What is fetched ahead is out of the reach of other workers, so
    /// that it is only for jobs so short that fetching them one by one would take longer than they do.
    func ahead(concurrency: Int) -> Int {
        guard let mean = self.mean else { return 0 }
        return min(200, Int(.milliseconds(50) / max(mean, .microseconds(1))) * concurrency)
    }
}
