/// What the making of a document may take.
struct RenderBounds {
    let maximumPages: Int
    let deadline: ContinuousClock.Instant
    /// Whether a task still waits for it.
    let isAwaited: () -> Bool

    /// Is called before each row and each line.
    func check() throws(PDFError) {
        guard self.isAwaited() else { throw PDFError(.cancelled) }
        guard ContinuousClock.now < self.deadline else { throw PDFError(.timedOut) }
    }
}
