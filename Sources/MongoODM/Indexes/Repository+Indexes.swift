import BSON
import Schemas

extension Repository {
    /// Creates the indexes that the model declares and the collection lacks. Several instances may do so
    /// at once.
    ///
    /// - Throws: ``MongoError``: `duplicateKey` when stored documents break a unique index, `server` when
    ///   an index of the same name exists with other options.
    public func createIndexes() async throws {
        let operation = self.operation("createIndexes")
        let specifications =
            Model.schema.indexedFields.map { field in
                IndexSpecification(
                    keys: [(FieldPath(name: field.name), 1)], isUnique: field.index == .unique)
            } + Model.indexes.map(\.specification)
        guard !specifications.isEmpty else { return }
        if let unknown = specifications.lazy.flatMap(\.keys).first(where: { !$0.path.isKnown }) {
            throw MongoError(.invalidQuery, operation, detail: unknown.path.name)
        }
        do {
            try await self.database.run(self.command(creating: specifications))
        } catch var error as MongoError {
            error.operation = operation.description
            throw error
        }
    }

    private func command(creating specifications: [IndexSpecification]) -> BSONDocument {
        let indexes = specifications.map { specification -> BSONValue in
            var fields: [(String, BSONValue)] = [
                ("key", .document(BSONDocument(specification.keys.map { ($0.path.name, .int32($0.direction)) }))),
                ("name", .string(specification.name)),
            ]
            if specification.isUnique { fields.append(("unique", true)) }
            return .document(BSONDocument(fields))
        }
        return ["createIndexes": .string(self.collectionName), "indexes": .array(indexes)]
    }
}
