/// How often texts appear, where those count as one that are the same folded. They are shown as most have written them.
struct WrittenCounts {
    private var counts: [String: [String: Int]] = [:]

    mutating func add(_ written: String, folded: String) { self.counts[folded, default: [:]][written, default: 0] += 1 }

    /// By their frequency, the most frequent first.
    ///
    /// - Parameter limit: how many at most.
    func list(_ limit: Int) -> [(text: String, count: Int)] {
        self.counts.values.map { forms in
            let written = forms.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
            return (written, forms.values.reduce(0, +))
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(limit).map { ($0.0, $0.1) }
    }

    /// As most have written it.
    func written(_ folded: String) -> String? {
        self.counts[folded]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
