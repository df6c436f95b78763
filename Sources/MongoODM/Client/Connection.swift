public import BSON
import CMongoC
import Schemas
import Tracing

/// A client of the driver's pool with what is derived from it.
///
/// A client belongs to one thread at a time; this object never leaves the ``Worker`` thread that made it.
final class Connection {
    let client: OpaquePointer
    /// When the present job has to be done.
    let deadline: IODeadline
    /// The thread that the client belongs to.
    let worker: Worker
    /// Memory for the `bson_t` that an operation replies in, at libbson's alignment.
    private let replyMemory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
    /// Sees the commands; nil when no report would have an effect.
    let observer: CommandObserver?
    private var collections: [CollectionName: OpaquePointer] = [:]

    init(_ client: OpaquePointer, _ deadline: IODeadline, of worker: Worker, observer: CommandObserver?) {
        self.client = client
        self.deadline = deadline
        self.worker = worker
        self.observer = observer
    }

    /// Begins a job.
    ///
    /// - Parameters:
    ///   - deadline: when it has to be done.
    ///   - context: of the task that waits for it, for the observer of the commands.
    func begin(until deadline: ContinuousClock.Instant, in context: ServiceContext?) {
        self.observer?.context = context
        self.deadline.move(to: deadline)
    }

    /// Releases everything derived from the client, which must happen before the client goes back.
    func close() {
        for collection in self.collections.values { mongoc_collection_destroy(collection) }
        self.collections = [:]
        self.replyMemory.deallocate()
    }

    /// The handle of a collection, kept for the next operation: making one copies a handful of settings.
    func collection(_ name: CollectionName) -> OpaquePointer {
        if let collection = self.collections[name] { return collection }
        let collection: OpaquePointer = mongoc_client_get_collection(self.client, name.database, name.collection)
        self.collections[name] = collection
        return collection
    }

    /// Runs a call of the driver that fills a reply and an error, and destroys the reply on every path.
    ///
    /// - Parameters:
    ///   - operation: the call's name for errors.
    ///   - call: returns whether it succeeded. The reply must be initialised by the driver in either case.
    ///   - read: takes what is needed from the reply.
    func perform<Output>(
        _ operation: Operation,
        _ call: (_ reply: OpaquePointer, _ error: UnsafeMutablePointer<bson_error_t>) -> Bool,
        read: (OpaquePointer) throws -> Output
    ) throws -> Output {
        let reply = OpaquePointer(self.replyMemory)
        var error = bson_error_t()
        let succeeded = call(reply, &error)
        defer { bson_destroy(reply) }
        guard succeeded else { throw MongoError(operation, error, reply: reply) }
        return try read(reply)
    }
}

/// A collection and the database that it is in.
struct CollectionName: Sendable {
    let database: String
    let collection: String
}

// Byte by byte, as the server tells names apart.
extension CollectionName: Hashable {
    static func == (left: CollectionName, right: CollectionName) -> Bool {
        left.collection.hasSameBytes(as: right.collection) && left.database.hasSameBytes(as: right.database)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(self.database))
        hasher.combine(ExactText(self.collection))
    }
}

/// What is being done to which collection: how errors name it.
@usableFromInline
struct Operation: Sendable, CustomStringConvertible {
    let name: StaticString
    let target: String
    /// Whether it is several writes, each of which may be refused.
    var isBulk = false
    /// What the encrypted fields of the documents are written and read with; nil where there are none.
    @usableFromInline var encryption: FieldEncryption?

    @usableFromInline var description: String { self.target.isEmpty ? "\(self.name)" : "\(self.name) \(self.target)" }
}
