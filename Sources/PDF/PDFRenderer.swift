import CallThreads

/// Makes PDF files of documents.
///
/// Pango lays the texts out and Cairo paints them, on one thread of their own: all renderers of a process share it, and a
/// task that waits is suspended, never blocked. The file has the letters that it needs of each font, so that it looks the
/// same everywhere.
public struct PDFRenderer: Sendable {
    private let maximumPages: Int
    private let timeout: Duration

    /// - Parameters:
    ///   - maximumPages: how many pages a document may have.
    ///   - timeout: how long a document may take, the wait for others included.
    public init(maximumPages: Int = 1_000, timeout: Duration = .seconds(20)) {
        self.maximumPages = maximumPages
        self.timeout = timeout
    }

    /// The document as a file.
    ///
    /// A task that is cancelled stops waiting at once.
    public func render(_ document: PDFDocument) async throws(PDFError) -> [UInt8] {
        guard let calls = Press.calls else { throw PDFError(.failed, "the system has no thread to give") }
        let call = RenderCall(
            document: document, maximumPages: self.maximumPages, deadline: .now + self.timeout)
        return try await call.end.wait {
            calls.submit(call)
        } onCancel: {
            calls.forgetAbandoned()
        }
    }
}
