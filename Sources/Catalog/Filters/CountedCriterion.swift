/// One of several criteria, and how many products fulfil it, as far as they were counted.
struct CountedCriterion: Sendable {
    let place: Int
    let count: Int
}
