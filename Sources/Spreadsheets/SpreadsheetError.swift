/// Why a table could not be written.
public struct SpreadsheetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case tooLarge, noRoom, busy, failed
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// It is more than a file of this form holds.
        public static let tooLarge = Code(.tooLarge)
        /// The disk is full, or can't be written to.
        public static let noRoom = Code(.noRoom)
        /// So many others wait that this one can't.
        public static let busy = Code(.busy)
        /// The system had no memory or no thread.
        public static let failed = Code(.failed)

        /// The code's name.
        public var description: String { self.value.rawValue }
    }

    public let code: Code
    /// What the library or the system said, for a developer.
    public let detail: String

    init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    public var description: String {
        self.detail.isEmpty ? "\(self.code)" : "\(self.code): \(self.detail)"
    }
}
