import MongoODM
import Shop

/// Whether MongoDB takes writes that stay, which only a write tells.
///
/// Everybody may ask, so the answer is kept for a moment, and those who ask meanwhile wait for the same one.
actor WriteProbe {
    private let mongo: MongoClient
    private var latest: (time: ContinuousClock.Instant, answer: Task<Bool, Never>)?

    init(_ mongo: MongoClient) {
        self.mongo = mongo
    }

    func succeeds() async -> Bool {
        if let latest, .now - latest.time < Self.memory { return await latest.answer.value }
        let answer = Task { [mongo] in await Self.probe(mongo) }
        self.latest = (.now, answer)
        return await answer.value
    }

    /// Waiting for a connection counts: a shop whose requests wait so long has none to spare.
    private static func probe(_ mongo: MongoClient) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await mongo.defaultDatabase.probeMajorityWrite(
                        collection: Shop.probeCollection, within: Self.timeout)
                    return true
                } catch {
                    return false
                }
            }
            group.addTask {
                try? await Task.sleep(for: Self.timeout)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    private static let memory = Duration.seconds(1)
    private static let timeout = Duration.seconds(2)
}
