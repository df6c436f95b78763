import BSON
import CMongoC
import Schemas

/// One operation on its worker's thread: the connection, the collection, and the session if there is one.
struct CollectionCall {
    let operation: Operation
    let connection: Connection
    let collection: CollectionName
    let handle: OpaquePointer
    private let options: OperationOptions
    private let session: Session?

    init(
        _ operation: Operation, _ connection: Connection, _ collection: CollectionName, _ options: OperationOptions,
        session: Session?
    ) {
        self.operation = operation
        self.connection = connection
        self.collection = collection
        self.handle = connection.collection(collection)
        self.options = options
        self.session = session
    }

    /// Lends the driver's options: the repository's, what `write` puts in, and the session.
    ///
    /// - Parameter limitsTime: whether the server ends the work by itself shortly before the job's deadline; else it
    ///   may go on when the job is over and its connection cut.
    func withOptions<Output>(
        _ kind: OperationOptions.Kind, limitsTime: Bool = true, _ write: (BSONWriter) -> Void = { _ in },
        _ body: (OpaquePointer) throws -> Output
    ) throws -> Output {
        let options = BSONDocument { writer in
            self.options.write(kind, inTransaction: self.session?.isTransaction ?? false, to: writer)
            // Of an update or a deletion the driver makes it a field of the statement, where the server refuses it.
            if limitsTime, kind != .write { writer.write(self.millisecondsForServer, under: "maxTimeMS") }
            write(writer)
        }
        guard let session = self.session else { return try options.withPointer(body) }
        let copy: OpaquePointer = options.withPointer { bson_copy($0) }
        defer { bson_destroy(copy) }
        var error = bson_error_t()
        guard mongoc_client_session_append(session.pointer, copy, &error) else {
            throw MongoError(self.operation, error, reply: nil)
        }
        return try body(copy)
    }

    /// What is left of the job's time but for a little, in which the answer can arrive.
    private var millisecondsForServer: Int {
        let left = self.connection.deadline.timeLeft
        return Int(max(1, (left - min(left / 10, .milliseconds(100))).count(of: .milliseconds(1))))
    }

    /// Performs a call that replies; `call` gets the handle, the options, the reply and the error.
    func perform<Output>(
        _ kind: OperationOptions.Kind, options write: (BSONWriter) -> Void = { _ in },
        _ call: (OpaquePointer, OpaquePointer, OpaquePointer, UnsafeMutablePointer<bson_error_t>) -> Bool,
        read: (OpaquePointer) throws -> Output
    ) throws -> Output {
        try self.withOptions(kind, write) { options in
            try self.connection.perform(self.operation) { reply, error in
                call(self.handle, options, reply, error)
            } read: {
                try read($0)
            }
        }
    }

    /// Ends a cursor that is not followed. One that another member has ends by itself, after ten minutes.
    func kill(_ cursor: Int64) {
        let command = BSONDocument { writer in
            writer.write(self.collection.collection, under: "killCursors")
            writer.write([cursor], under: "cursors")
        }
        try? self.withReadPreference { preference in
            try self.connection.perform(self.operation) { reply, error in
                command.withPointer { mongoc_collection_command_simple(self.handle, $0, preference, reply, error) }
            } read: { _ in
            }
        }
    }

    /// Lends the driver's read preference; nil for the client's, and in a transaction, which reads from the primary.
    func withReadPreference<Output>(_ body: (OpaquePointer?) throws -> Output) rethrows -> Output {
        guard let preference = self.options.readPreference, self.session?.isTransaction != true else {
            return try body(nil)
        }
        let pointer = mongoc_read_prefs_new(preference.mode)
        defer { mongoc_read_prefs_destroy(pointer) }
        return try body(pointer)
    }

    /// Decodes a document that the driver lends until the next call.
    func decode<Value: SchemaValue>(_ document: OpaquePointer, as type: Value.Type) throws -> Value {
        try DocumentBatch.decode(document, as: Value.self, self.operation)
    }
}
