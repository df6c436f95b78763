import BSON
import Schemas

extension Repository {
    /// Creates the indexes that the model declares and the collection lacks, and reports the others that differ. Nothing
    /// is dropped. Several instances may do so at once.
    ///
    /// - Throws: ``MongoError``: `duplicateKey` when stored documents break a unique index.
    @discardableResult
    public func createIndexes() async throws -> IndexReport {
        let operation = self.operation("createIndexes")
        if let problem = Model.indexes.lazy.compactMap(\.problem).first {
            throw MongoError(.invalidQuery, operation, detail: problem)
        }
        let comparison = try await self.compareIndexes()
        do {
            if !comparison.missing.isEmpty { try await self.build(comparison.missing) }
        } catch var error as MongoError {
            error.operation = operation.description
            throw error
        }
        return comparison.report(afterCreation: true)
    }

    /// Tells how the indexes of the collection differ from those that the model declares, and changes nothing.
    ///
    /// - Throws: ``MongoError``.
    public func reportIndexes() async throws -> IndexReport {
        try await self.compareIndexes().report(afterCreation: false)
    }

    private func compareIndexes() async throws -> IndexComparison {
        let declared =
            Model.schema.indexedFields.map { field in
                IndexSpecification(
                    keys: [IndexKey(path: FieldPath(name: field.name), kind: .int32(1))],
                    options: field.index == .unique ? [("unique", true)] : [])
            } + Model.indexes.map(\.specification)
        return IndexComparison(
            collection: self.collectionName, declared: declared, existing: try await self.existingIndexes())
    }

    /// Creates indexes, and waits until the server has built them: those of a large collection take longer than a client
    /// waits for an answer. The server goes on meanwhile, and a second request waits for the same work.
    private func build(_ indexes: [IndexSpecification]) async throws {
        while true {
            do {
                try await self.database.run([
                    "createIndexes": .string(self.collectionName),
                    "indexes": .array(indexes.map { .document($0.document) }),
                ])
                return
            } catch let error as MongoError where error.code == .unavailable || error.code == .deadlineExceeded {
                // Not for a server that is gone, or that has not begun.
                let names = try await self.existingIndexes().keys
                guard indexes.contains(where: { names.contains(ExactText($0.name)) }) else { throw error }
            }
        }
    }

    /// The collection's indexes by name; none when there is no collection.
    private func existingIndexes() async throws -> [ExactText: BSONDocument] {
        let reply: BSONDocument
        do {
            reply = try await self.database.run([
                "listIndexes": .string(self.collectionName), "cursor": ["batchSize": 1000],
            ])
        } catch let error as MongoError where error.serverCode == Self.namespaceNotFound {
            return [:]
        }
        let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
        return indexes.compactMap(\.documentValue).reduce(into: [:]) { result, index in
            if let name = index["name"]?.stringValue { result[ExactText(name)] = index }
        }
    }

    /// MongoDB's `NamespaceNotFound`.
    private static var namespaceNotFound: Int { 26 }
}
