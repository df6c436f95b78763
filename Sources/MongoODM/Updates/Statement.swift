/// One change of one document as a value: what must hold of the document, what is changed then, and what is told of it; or a
/// new document.
///
/// It reads nothing before, so it may be run alone, with others in a transaction, or again.
///
/// ```swift
/// let take = Statement<Product>(\.id == id && \.inventory >= 2, .inc(\.inventory, -2))
/// guard try await products.run(take, in: transaction) != nil else { throw OutOfStock() }
/// ```
public struct Statement<Model: Document>: Sendable {
    let condition: Query<Model>
    let change: Change
    let isUpsert: Bool
    let returned: ReturnedDocument

    /// What happens to the document.
    public enum Change: Sendable {
        /// Some of its fields are changed.
        case updates([Update<Model>])
        /// It becomes what a pipeline computes from it.
        case pipeline(Pipeline)
        /// It is stored first.
        case insertion(Model)
    }

    /// - Parameters:
    ///   - condition: which document it is, and what must hold of it.
    ///   - change: what happens to it.
    ///   - upsert: whether to insert a document made of the condition's equalities and the change when there is none.
    ///   - returning: the document before or after the change.
    public init(
        _ condition: Query<Model>, _ change: Change, upsert: Bool = false, returning: ReturnedDocument = .after
    ) {
        self.condition = condition
        self.change = change
        self.isUpsert = upsert
        self.returned = returning
    }

    /// Changes fields of the document that fulfils a condition.
    public init(_ condition: Query<Model>, _ updates: Update<Model>...) {
        self.init(condition, .updates(updates))
    }

    /// Stores a new document.
    public init(inserting document: Model) {
        self.init(\.id == document.id, .insertion(document))
    }
}

extension Repository {
    /// Runs a statement.
    ///
    /// - Returns: nil when no document fulfils the condition, so that nothing was changed, or when one was inserted and the one
    ///   before is asked for.
    /// - Throws: ``MongoError``, above all `duplicateKey` for an insertion that was run before.
    public func run(_ statement: Statement<Model>, in transaction: Transaction? = nil) async throws -> Model? {
        switch statement.change {
        case .updates(let updates):
            try await self.findOneAndUpdate(
                statement.condition, updates, upsert: statement.isUpsert, returning: statement.returned,
                in: transaction)
        case .pipeline(let pipeline):
            try await self.findOneAndUpdate(
                statement.condition, pipeline, upsert: statement.isUpsert, returning: statement.returned,
                in: transaction)
        case .insertion(let document):
            try await self.create(document, in: transaction)
        }
    }
}

extension BulkWrite {
    /// A statement among other writes, which tells only whether its document was there.
    ///
    /// - Returns: nil for a pipeline, which a bulk does not take.
    public init?(_ statement: Statement<Model>) {
        switch statement.change {
        case .updates(let updates): self = .updateOne(statement.condition, updates, upsert: statement.isUpsert)
        case .insertion(let document): self = .create(document)
        case .pipeline: return nil
        }
    }
}
