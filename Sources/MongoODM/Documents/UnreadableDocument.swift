public import BSON
public import Schemas

/// A stored document that its model can't read: something in it is missing, or of another type.
public struct UnreadableDocument: Sendable {
    public let collection: String
    /// Its `_id`, whatever that is; nil where not even that can be read.
    public let id: BSONValue?
    /// What does not fit.
    public let violations: [Violation]

    /// The document that an operation has failed at.
    ///
    /// - Parameter error: one with the code `decoding`.
    public init(_ error: MongoError, _ collection: String) {
        self.collection = collection
        self.id = error.documentID
        self.violations = error.violations
    }
}

extension Repository {
    /// The same documents without those that the model can't read: ``find(_:sort:skip:limit:in:)``, lookups, pages and
    /// streams leave them out, so that they are in no other document's way. A page may have fewer than were asked for.
    ///
    /// ```swift
    /// let products = Repository<Product>(database).leavingOutUnreadable { log.note($0) }
    /// ```
    /// An operation that changes one document and returns it still throws ``MongoError`` with the code `decoding`.
    ///
    /// - Parameter report: is told of each, every time that it is met.
    public func leavingOutUnreadable(_ report: @escaping @Sendable (UnreadableDocument) -> Void) -> Repository {
        var copy = self
        copy.reportUnreadable = report
        return copy
    }

    /// The documents that fulfil the query as they are stored, whether or not the model can read them.
    public func findStored(
        _ query: Query<Model>, sort: [Sort<Model>] = [], limit: Int = 100, in transaction: Transaction? = nil
    ) async throws -> [BSONDocument] {
        try await self.find(
            query, sort: sort, skip: 0, limit: limit, projection: Model.projectionWithoutDerived,
            as: BSONDocument.self, in: transaction)
    }

    /// Decodes all documents of a batch, without those that can't be read if the repository leaves them out.
    func values<Value: SchemaValue>(
        of batch: consuming DocumentBatch, as type: Value.Type = Value.self, _ operation: Operation
    ) throws -> [Value] {
        guard let report = self.reportUnreadable else { return try batch.values(as: Value.self, operation) }
        var values: [Value] = []
        values.reserveCapacity(batch.count)
        while true {
            do {
                guard let value = try batch.next(as: Value.self, operation) else { return values }
                values.append(value)
            } catch let error as MongoError where error.code == .decoding {
                report(UnreadableDocument(error, self.collectionName))
            }
        }
    }
}
