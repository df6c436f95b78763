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
        let declared =
            Model.schema.indexedFields.map { field in
                IndexSpecification(
                    keys: [IndexKey(path: FieldPath(name: field.name), kind: .int32(1))],
                    options: field.index == .unique ? [("unique", true)] : [])
            } + Model.indexes.map(\.specification)
        let existing = try await self.existingIndexes()
        let names = Set(existing.keys)
        // The server refuses a second index of the same keys, whatever it is called.
        let renamed = declared.filter { index in
            !names.contains(index.name) && existing.values.contains { index.isSame(as: $0) }
        }
        let missing = declared.filter { index in
            !names.contains(index.name) && !renamed.contains { $0.name == index.name }
        }
        do {
            if !missing.isEmpty { try await self.build(missing) }
        } catch var error as MongoError {
            error.operation = operation.description
            throw error
        }
        return IndexReport(
            collection: self.collectionName, created: missing.map(\.name),
            changed: declared.filter { existing[$0.name].map($0.isSame) == false }.map(\.name) + renamed.map(\.name),
            superfluous: names.subtracting(declared.map(\.name)).subtracting(["_id_"]).sorted())
    }

    /// Creates indexes, and waits until the server has built them: those of a large collection take longer than a client
    /// waits for an answer. The server goes on meanwhile, and who asks again waits for the same work.
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
                guard indexes.contains(where: { names.contains($0.name) }) else { throw error }
            }
        }
    }

    /// The collection's indexes by name; none when there is no collection.
    private func existingIndexes() async throws -> [String: BSONDocument] {
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
            if let name = index["name"]?.stringValue { result[name] = index }
        }
    }

    /// MongoDB's `NamespaceNotFound`.
    private static var namespaceNotFound: Int { 26 }
}
