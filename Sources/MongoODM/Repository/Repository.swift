import BSON
import CMongoC
import Schemas

/// The documents of one collection, as values of their model.
///
/// Every operation takes an optional transaction, throws ``MongoError``, and gives up when the client's
/// timeout has passed or the task is cancelled.
public struct Repository<Model: Document>: Sendable {
    /// Where the collection is.
    public let database: MongoDatabase
    /// The name of the collection.
    public let collectionName: String
    /// What every operation asks beyond itself.
    var options = OperationOptions()
    /// Is told of the documents that are left out, because they can't be read; nil if they are not left out.
    @usableFromInline var reportUnreadable: (@Sendable (UnreadableDocument) -> Void)?
    /// What encrypted fields are written and read with; nil when the model has none.
    let encryption: FieldEncryption?
    /// By the names of the fields.
    let loaders: [ExactText: Loader]

    /// Checks the schemas of the model and of everything in it: one that contradicts itself stops the program. So does one
    /// with encrypted fields where the database has no keys.
    ///
    /// - Parameter database: where the collection is. Its name is the schema's.
    public init(_ database: MongoDatabase) {
        self.init(database, collection: Model.schema.name)
    }

    /// The same for a collection of another name than the schema's.
    public init(_ database: MongoDatabase, collection: String) {
        let key = Model.schema.fieldShapes.first { $0.name == "_id" }.map { type(of: $0.path).valueType }
        precondition(key != nil, "\(Model.schema.typeName): a document's schema declares the field '_id'")
        precondition(
            key == Model.ID.self,
            "\(Model.schema.typeName): the field '_id' has the type \(key!), but the document's id the type \(Model.ID.self)"
        )
        Model.checkSchemas()
        let names = Set(Model.schema.fieldNames.map { ExactText($0) })
        precondition(
            !Model.derivedFields.contains { names.contains(ExactText($0.path.name)) },
            "\(Model.schema.typeName): a derived field has the name of another field")
        if Model.hasEncryptedFields {
            guard let keys = database.encryptionKeys else {
                preconditionFailure(
                    "\(Model.schema.typeName) has encrypted fields: give the MongoSettings encryptionKeys")
            }
            self.encryption = FieldEncryption(keys, collection: collection)
        } else {
            self.encryption = nil
        }
        self.database = database
        self.collectionName = collection
        self.loaders = Self.loaders(in: database, collection)
    }

    var collection: CollectionName {
        CollectionName(database: self.database.name, collection: self.collectionName)
    }

    /// The documents with an `_id`: the key path of a protocol's requirement is none that a schema knows.
    static func hasID(_ id: Model.ID) -> Query<Model> {
        Query(.field(FieldPath(name: "_id"), "$eq", id))
    }

    func operation(_ name: StaticString) -> Operation {
        Operation(name: name, target: self.collectionName, encryption: self.encryption)
    }

    /// Does work on the collection's handle, in the transaction's session if there is one.
    ///
    /// - Parameter form: how it can be part of a group; nil where it can't. It is made only for a group.
    func perform<Output: Sendable>(
        _ operation: Operation, in transaction: Transaction?, as form: @autoclosure () -> GroupedForm<Output>? = nil,
        _ work: @escaping @Sendable (CollectionCall) throws -> Output
    ) async throws -> Output {
        try await self.database.client.pool.perform(
            operation, on: self.collection, self.options, in: transaction, as: form(), work)
    }

    /// Checks a document before it is stored.
    func validate(_ model: Model, for operation: Operation) throws {
        let violations = Model.schema.violations(in: model)
        guard violations.isEmpty else {
            var error = MongoError(.invalidDocument, operation)
            error.violations = violations
            throw error
        }
    }

    func encoded(_ model: Model, for operation: Operation) throws -> BSONDocument {
        try self.validate(model, for: operation)
        let writer = operation.writer { StoredID(model.id) }
        Model.schema.writeFields(of: model, to: writer)
        for field in Model.derivedFields {
            writer.key(field.path.name)
            field.value(model).write(to: writer)
        }
        return try writer.finish(for: operation)
    }
}

extension ClientPool {
    /// Does work on a collection's handle, in the transaction's session if there is one.
    ///
    /// It knows nothing of models: in code that is generic over them, types are looked up at run time.
    ///
    /// - Parameter form: how it can be part of a group; nil where it can't. It is made only for a group.
    func perform<Output: Sendable>(
        _ operation: Operation, on collection: CollectionName, _ options: OperationOptions,
        in transaction: Transaction?, as form: @autoclosure () -> GroupedForm<Output>? = nil,
        _ work: @escaping @Sendable (CollectionCall) throws -> Output
    ) async throws -> Output {
        switch transaction?.place {
        case nil:
            try await self.run(operation) { connection in
                let session = try options.causality?.begin(operation, on: connection)
                defer { session.map { options.causality?.end($0) } }
                return try work(CollectionCall(operation, connection, collection, options, session: session))
            }
        case .own(let transaction):
            try await transaction.worker.run { [session = transaction.session] connection in
                try work(CollectionCall(operation, connection, collection, options, session: session))
            }
        case .group(let seat):
            try await seat.group.perform(
                GroupedCall(
                    operation, on: collection, options, form() ?? GroupedForm<Output>(reading: nil),
                    deadline: self.deadline, work),
                for: seat)
        }
    }
}
