import CallThreads

/// Makes files of documents, one after the other, with fonts that it keeps as long as documents come. It belongs to the
/// thread that made it.
struct Press: ~Copyable, CallWorker {
    private let fonts: Fonts

    /// nil if there is no memory.
    init?() {
        guard let fonts = Fonts() else { return nil }
        self.fonts = fonts
    }

    func make(_ call: RenderCall) {
        let bounds = RenderBounds(maximumPages: call.maximumPages, deadline: call.deadline) { call.isAwaited }
        call.end.settle(
            Result { () throws(PDFError) in
                // Others were before it for too long.
                guard ContinuousClock.now < call.deadline else { throw PDFError(.busy) }
                return try self.print(call.document, bounds)
            })
    }

    private func print(_ document: PDFDocument, _ bounds: RenderBounds) throws(PDFError) -> [UInt8] {
        var counting = Flow(document, fonts: self.fonts, bounds: bounds)
        let count = try counting.run()
        let canvas = try Canvas(document.pageSize)
        canvas.describe(document)
        var painting = Flow(document, fonts: self.fonts, bounds: bounds, on: canvas, pageCount: count)
        _ = try painting.run()
        return try canvas.finish()
    }

    /// Documents on their way to the one press of this process.
    ///
    /// There is one, because Cairo opens fonts through one library of FreeType for all threads, and does so without a lock
    /// around it: two threads that open fonts at the same moment would change one list of FreeType.
    static let calls: CallQueue<RenderCall>? = {
        let queue = CallQueue<RenderCall>(limit: 256, threads: 1)
        return queue.start(idleTimeout: .seconds(60), worker: { Press() }) ? queue : nil
    }()
}
