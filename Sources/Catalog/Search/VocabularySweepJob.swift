import MongoJobs
import Schemas

/// Removes words from the vocabulary that no product has any more.
struct VocabularySweepJob: Job {
    static let kind = "vocabulary_sweep"
    static let schema = Schema(VocabularySweepJob.init) {}

    /// A word goes with the first sweep that is so many seconds after the one that found it unused.
    static let age = 3600.0
}
