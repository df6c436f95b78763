/// Why there is no PDF of a document.
public struct PDFError: Error, Hashable, Sendable {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case tooLong, timedOut, busy, cancelled, failed
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// The document has more pages than may be.
        public static let tooLong = Code(.tooLong)
        /// It took longer than it may.
        public static let timedOut = Code(.timedOut)
        /// So many others wait that this one can't.
        public static let busy = Code(.busy)
        /// The task was cancelled.
        public static let cancelled = Code(.cancelled)
        /// The system had no memory, no thread or no font.
        public static let failed = Code(.failed)

        /// The code's name.
        public var description: String { self.value.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What Cairo said, for a developer.
    public let detail: String

    init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
