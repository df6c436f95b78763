/// How far away a server is: the quickest of its latest answers, because a busy server or a busy machine makes many
/// answers slow, but hardly ever all.
struct AnswerTimes {
    private static let window = 64

    /// Zero until enough is known.
    private(set) var quickest = Duration.zero
    private var candidate: Duration?
    private var count = 0

    mutating func add(_ time: Duration) {
        self.candidate = min(self.candidate ?? time, time)
        self.count += 1
        guard self.count == Self.window, let candidate = self.candidate else { return }
        (self.quickest, self.candidate, self.count) = (candidate, nil, 0)
    }
}
