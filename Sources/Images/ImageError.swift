/// Why no picture was made of some bytes.
public struct ImageError: Error, Hashable, Sendable {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case unknownFormat, broken, tooManyPixels, busy, cancelled, failed
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// The bytes are of no ``ImageFormat``.
        public static let unknownFormat = Code(.unknownFormat)
        /// The bytes begin like a picture and can't be read to the end, or cost more to read than any picture does.
        public static let broken = Code(.broken)
        /// All frames together have more pixels than may be.
        public static let tooManyPixels = Code(.tooManyPixels)
        /// Other pictures kept all threads until the time was over.
        public static let busy = Code(.busy)
        /// The task was cancelled before a thread began.
        public static let cancelled = Code(.cancelled)
        /// The system had no memory, or libvips can't write WebP here.
        public static let failed = Code(.failed)

        /// The code's name.
        public var description: String { self.value.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What libvips said, for a developer: it may tell of another picture that failed in the same moment.
    public let detail: String

    init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
