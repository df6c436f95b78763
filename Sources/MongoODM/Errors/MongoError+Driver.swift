import BSON
import CMongoC

extension MongoError {
    /// Reads what the driver reports.
    ///
    /// - Parameter reply: the document that the operation replied in, if it has one; it holds the labels.
    init(_ operation: Operation, _ error: bson_error_t, reply: OpaquePointer?) {
        let detail = Self.text(of: error)
        self.init(Self.code(of: error), operation, detail: detail)
        // A bulk that is refused has the domain of commands.
        if error.domain == MONGOC_ERROR_SERVER.rawValue || error.domain == MONGOC_ERROR_COMMAND.rawValue
            || error.domain == MONGOC_ERROR_WRITE_CONCERN.rawValue
        {
            self.serverCode = Int(error.code)
        }
        guard let reply else { return }
        for label in Self.knownLabels where mongoc_error_has_label(reply, label) { self.labels.insert(label) }
        if self.code == .duplicateKey { self.duplicateKey = Self.duplicateKey(in: reply, detail: detail) }
        if operation.isBulk { self.writeErrors = Self.writeErrors(in: reply) }
    }

    static func invalidURI(_ reason: String) -> MongoError {
        MongoError(.invalidURI, Operation(name: "connect", target: ""), detail: reason)
    }

    static func text(of error: bson_error_t) -> String {
        withUnsafeBytes(of: error.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Labels that say how to go on after a failure (MongoDB's transactions specification).
    static let transientTransaction = "TransientTransactionError"
    static let unknownCommitResult = "UnknownTransactionCommitResult"
    private static let knownLabels = [Self.transientTransaction, Self.unknownCommitResult, "RetryableWriteError"]

    static func code(of error: bson_error_t) -> Code {
        switch error.domain {
        case MONGOC_ERROR_SERVER_SELECTION.rawValue, MONGOC_ERROR_STREAM.rawValue: return .unavailable
        case MONGOC_ERROR_SERVER.rawValue, MONGOC_ERROR_WRITE_CONCERN.rawValue, MONGOC_ERROR_COMMAND.rawValue:
            return self.code(ofServer: error.code)
        default: return .driver
        }
    }

    private static func code(ofServer code: UInt32) -> Code {
        switch code {
        case 11000, 11001: .duplicateKey
        case 112: .writeConflict
        case 50: .deadlineExceeded
        case 280, 286: .historyLost
        // Interrupted or shutting down, not or no longer primary, recovering, not reached by its own members, out of disk
        // space, or a transaction that it has given up: the server can't serve for the moment.
        case 6, 7, 64, 89, 91, 133, 134, 189, 225, 246, 251, 262, 290, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
            14031:
            .unavailable
        default: .server
        }
    }

    private static func writeErrors(in reply: OpaquePointer) -> [WriteError] {
        guard let copy = bson_copy(reply) else { return [] }
        let errors = BSONDocument(owning: copy)["writeErrors"]?.arrayValue ?? []
        return errors.compactMap(\.documentValue).map { error in
            let code = Self.code(ofServer: error["code"]?.intValue.flatMap { UInt32(exactly: $0) } ?? 0)
            let pattern = error["keyPattern"]?.documentValue
            return WriteError(
                index: error["index"]?.intValue ?? 0, code: code,
                duplicateKey: pattern.map { DuplicateKey(fields: $0.fields.map(\.key)) })
        }
    }

    /// The fields of the index that refused. Commands tell its pattern; bulk replies nest it in the write
    /// errors, and the text names the index in any case.
    private static func duplicateKey(in reply: OpaquePointer, detail: String) -> DuplicateKey? {
        guard let copy = bson_copy(reply) else { return nil }
        let document = BSONDocument(owning: copy)
        let pattern =
            document["keyPattern"]?.documentValue
            ?? document["writeErrors"]?.arrayValue?.first?.documentValue?["keyPattern"]?.documentValue
        if let pattern { return DuplicateKey(fields: pattern.fields.map(\.key)) }
        guard let name = detail.split(separator: "index: ").last?.split(separator: " ").first else { return nil }
        let parts = name.split(separator: "_")
        let fields = parts.split { $0 == "1" || $0 == "-1" }.map { $0.joined(separator: "_") }
        return DuplicateKey(fields: name == "_id_" ? ["_id"] : fields)
    }
}
