/// Why something was not stored, or can't be read.
///
/// `description` names the operation and the kind of failure, never a key or a secret; `detail` may quote what the store said.
public struct ObjectStoreError: Error, Hashable, Sendable {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case notFound, unreachable, refused, invalidKey, corrupt, tooLarge, overloaded, shutDown
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// Nothing is stored under the key.
        public static let notFound = Code(.notFound)
        /// The store can't be reached, broke off, or did not answer in time. Trying again may help.
        public static let unreachable = Code(.unreachable)
        /// The store does not let us: wrong credentials, no such bucket, no room.
        public static let refused = Code(.refused)
        /// The text can't be a key.
        public static let invalidKey = Code(.invalidKey)
        /// A part of the stored bytes is missing, or they were replaced while they were read.
        public static let corrupt = Code(.corrupt)
        /// There are more bytes than the caller takes.
        public static let tooLarge = Code(.tooLarge)
        /// Too many operations wait already.
        public static let overloaded = Code(.overloaded)
        /// The store was shut down.
        public static let shutDown = Code(.shutDown)

        public var description: String { self.value.rawValue }
    }

    public var code: Code
    /// What was attempted, for example `get`.
    public var operation: String
    /// What the store said. It may quote a key.
    public var detail: String

    public init(_ code: Code, _ operation: String, _ detail: String = "") {
        self.code = code
        self.operation = operation
        self.detail = detail
    }

    /// Whether trying again may help.
    public var isTransient: Bool { self.code == .unreachable || self.code == .overloaded }
}

extension ObjectStoreError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        let reason =
            switch self.code {
            case .notFound: "there is no such object"
            case .unreachable: "the store can't be reached"
            case .refused: "the store refuses"
            case .invalidKey: "the key can't be used"
            case .corrupt: "the object is not complete"
            case .tooLarge: "the object is too large"
            case .overloaded: "too many operations wait"
            default: "the store was shut down"
            }
        return "\(self.operation): \(reason)"
    }

    public var debugDescription: String {
        self.detail.isEmpty ? self.description : "\(self.description): \(self.detail)"
    }
}
