import BSON
import Synchronization

/// A document, by a field of which no two have the same value.
struct UniqueKey: Hashable, Sendable {
    let collection: CollectionName
    let field: String
    let value: LookupKey
}

/// A change in a form in which it can be sent with others.
enum GroupedChange: Sendable {
    case insertion(BSONDocument)
    case update(GroupedUpdate)
}

/// An update of one document.
struct GroupedUpdate: Sendable {
    let filter: BSONDocument
    /// A document of operators, or the stages of a pipeline.
    let changes: BSONDocument
    let isPipeline: Bool
    let arrayFilters: [BSONDocument]?
    let upsert: Bool
    /// Which state of the document is asked for; nil for none.
    let returned: ReturnedDocument?
    let projection: BSONDocument?
}

/// What became of a change that was sent with others.
enum GroupedAnswer: Sendable {
    /// It was done: of one document, if there was one or it was inserted.
    case done(isUpserted: Bool)
    /// The document that was asked for, or none.
    case document(DocumentBatch)
}

/// What a member of a group asks for, and waits for.
protocol GroupedRequest: AnyObject, Sendable {
    var key: UniqueKey? { get }
    /// Nil for what is not sent with others, but by itself.
    var change: GroupedChange? { get }
    var options: OperationOptions { get }

    /// Does it by itself, and keeps the result.
    func execute(on connection: Connection, in session: Session) throws
    /// Keeps the result.
    func take(_ answer: GroupedAnswer)
    /// Tells the result to the member.
    func deliver()
    /// Tells the member that it can't go on with the others.
    func fail(_ error: any Error)
}

/// See ``GroupedRequest``.
final class GroupedCall<Output: Sendable>: GroupedRequest {
    let key: UniqueKey?
    let change: GroupedChange?
    let options: OperationOptions
    private let operation: Operation
    private let collection: CollectionName
    private let work: @Sendable (CollectionCall) throws -> Output
    private let read: @Sendable (GroupedAnswer) -> Output
    private let promise: Promise<Output>
    private let result = Mutex<Output?>(nil)

    init(
        _ operation: Operation, on collection: CollectionName, _ options: OperationOptions, _ form: GroupedForm<Output>,
        deadline: ContinuousClock.Instant, _ work: @escaping @Sendable (CollectionCall) throws -> Output
    ) {
        self.operation = operation
        self.collection = collection
        self.options = options
        self.key = form.key
        self.change = form.change
        self.read = form.read
        self.work = work
        self.promise = Promise(deadline: deadline)
    }

    /// Waits for the result.
    func value(start: () -> Void) async throws -> Output { try await self.promise.value(start: start) }

    var expiring: any Expiring { self.promise }

    func execute(on connection: Connection, in session: Session) throws {
        let call = CollectionCall(self.operation, connection, self.collection, self.options, session: session)
        let output = try self.work(call)
        self.result.withLock { $0 = output }
    }

    func take(_ answer: GroupedAnswer) {
        let output = self.read(answer)
        self.result.withLock { $0 = output }
    }

    func deliver() {
        let result = self.result.withLock { $0.take() }
        if let result { self.promise.settle(.success(result)) } else { self.fail(GroupLeft()) }
    }

    func fail(_ error: any Error) { self.promise.fail(error) }
}

/// How an operation can be part of a group.
struct GroupedForm<Output: Sendable>: Sendable {
    /// The document that it is about; nil where that is not known, so that it can't.
    var key: UniqueKey?
    var change: GroupedChange?
    /// The operation's result, of what became of the change.
    var read: @Sendable (GroupedAnswer) -> Output

    /// An operation that asks about one document, or about some that nobody knows, and is sent by itself.
    init(reading key: UniqueKey?) {
        self.key = key
        self.change = nil
        self.read = { _ in preconditionFailure("a reading operation is not sent with others") }
    }

    init(
        _ key: UniqueKey?, _ change: GroupedChange, read: @escaping @Sendable (GroupedAnswer) -> Output
    ) {
        self.key = key
        self.change = change
        self.read = read
    }
}

/// A member can't go on with its group; it begins again. Nobody sees it who does not catch every error, and whatever a
/// closure makes of it does not count.
struct GroupLeft: Error {}
