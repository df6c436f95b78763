public import BSON
public import Schemas

/// Something that MongoDB, the driver or a document refused.
///
/// `description` names the operation, the collection and the kind of failure, never a value, so it may be
/// logged and shown; `debugDescription` adds what the server said, which may quote data.
public struct MongoError: Error, Sendable {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case unavailable, overloaded, deadlineExceeded, shutDown, duplicateKey, writeConflict, notFound
            case changed, corrupt, historyLost, decoding, invalidDocument, invalidURI, invalidQuery
            case unsuitableServer, server, driver
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// No server could be reached, or it went away.
        public static let unavailable = Code(.unavailable)
        /// Too many operations wait already.
        public static let overloaded = Code(.overloaded)
        /// The operation took longer than it may.
        public static let deadlineExceeded = Code(.deadlineExceeded)
        /// The client was shut down.
        public static let shutDown = Code(.shutDown)
        /// A unique index holds the value already; see ``MongoError/duplicateKey``.
        public static let duplicateKey = Code(.duplicateKey)
        /// Another transaction changed the document first.
        public static let writeConflict = Code(.writeConflict)
        /// The document to change does not exist.
        public static let notFound = Code(.notFound)
        /// The document has been changed since it was read.
        public static let changed = Code(.changed)
        /// The place at which a change stream was to go on lies before what the server remembers.
        public static let historyLost = Code(.historyLost)
        /// A stored file lacks a part, or a part has another size.
        public static let corrupt = Code(.corrupt)
        /// A stored document does not fit its schema; see ``MongoError/violations``.
        public static let decoding = Code(.decoding)
        /// A document to be stored breaks its schema; see ``MongoError/violations``.
        public static let invalidDocument = Code(.invalidDocument)
        /// The connection string can't be used.
        public static let invalidURI = Code(.invalidURI)
        /// A query or update names a property without a field, or can't be encoded.
        public static let invalidQuery = Code(.invalidQuery)
        /// The server lacks what the library needs, for example a replica set.
        public static let unsuitableServer = Code(.unsuitableServer)
        /// Any other refusal by the server; see ``MongoError/serverCode``.
        public static let server = Code(.server)
        /// Any other refusal by the driver.
        public static let driver = Code(.driver)

        public var description: String { self.value.rawValue }
    }

    /// Which unique index refused a document.
    public struct DuplicateKey: Hashable, Sendable {
        /// The fields of the index, in its order.
        public var fields: [String]
    }

    /// One write of a bulk that was refused.
    public struct WriteError: Hashable, Sendable {
        /// Which of the writes, counted from 0.
        public var index: Int
        public var code: Code
        /// The index that refused, for `duplicateKey`.
        public var duplicateKey: DuplicateKey?
    }

    /// The kind of failure.
    public var code: Code
    /// What was attempted, for example `insert products`.
    public var operation: String
    /// The server's own error code.
    public var serverCode: Int?
    /// The driver's labels, for example `TransientTransactionError`.
    public var labels: Set<String> = []
    /// The index that refused, for `duplicateKey`.
    public var duplicateKey: DuplicateKey?
    /// Which writes of a bulk were refused, and why; its other writes were done, or not begun if it was ordered.
    public var writeErrors: [WriteError] = []
    /// What is wrong with which field, for `decoding` and `invalidDocument`.
    public var violations: [Violation] = []
    /// The `_id` of the document that can't be read, for `decoding`; nil where that is not known.
    public var documentID: BSONValue?
    /// What the server or the driver said. It may quote values.
    public var detail: String

    init(_ code: Code, _ operation: Operation, detail: String = "") {
        self.code = code
        self.operation = operation.description
        self.detail = detail
    }

    /// Whether the same call may succeed a moment later.
    public var isTransient: Bool {
        [.unavailable, .overloaded, .deadlineExceeded, .writeConflict].contains(self.code)
    }
}

extension MongoError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        switch self.code {
        case .unavailable: "MongoDB is unavailable (\(self.operation))"
        case .overloaded: "Too many operations wait for MongoDB (\(self.operation))"
        case .deadlineExceeded: "MongoDB did not answer in time (\(self.operation))"
        case .shutDown: "The MongoDB client was shut down (\(self.operation))"
        case .duplicateKey:
            "A document with the same \(self.duplicateKey?.fields.joined(separator: ", ") ?? "key") exists "
                + "(\(self.operation))"
        case .writeConflict: "Another transaction was faster (\(self.operation))"
        case .changed: "The document has been changed since it was read (\(self.operation))"
        case .notFound: "The document does not exist (\(self.operation))"
        case .corrupt: "The file is incomplete (\(self.operation))"
        case .historyLost: "The server does not remember changes from so long ago (\(self.operation))"
        case .decoding, .invalidDocument:
            "The document does not fit its schema (\(self.operation)): \(ValidationError(self.violations))"
        case .invalidURI: "The MongoDB connection string is invalid: \(self.detail)"
        case .unsuitableServer: self.detail
        default: "MongoDB refused (\(self.operation), code \(self.serverCode.map(String.init) ?? "none"))"
        }
    }

    public var debugDescription: String {
        var text = "MongoError(\(self.code), \(self.operation)"
        if let serverCode = self.serverCode { text += ", server code \(serverCode)" }
        if !self.labels.isEmpty { text += ", labels \(self.labels.sorted())" }
        if !self.violations.isEmpty { text += ", \(ValidationError(self.violations))" }
        if !self.detail.isEmpty { text += ": \(self.detail)" }
        return text + ")"
    }
}
