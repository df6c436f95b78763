import BSON
public import Schemas

extension Repository {
    /// The documents that fulfil the query, a page at a time, as the JSON of them that others see.
    ///
    /// It is written in one pass over what is stored, guided by the schema, without making models: for lists that are sent
    /// as they are. The model's initialiser does not run, and what only the store has is not looked at.
    ///
    /// - Parameters: those of ``find(_:sort:skip:limit:in:)``.
    public func findJSON(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], skip: Int = 0, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> EncodedJSON<[Model]> {
        let batch = try await self.batch(
            query, sort: sort, skip: skip, limit: limit, projection: Model.projectionWithoutDerived, in: transaction)
        return try self.json(of: batch, self.operation("find"))
    }

    private func json(of batch: consuming DocumentBatch, _ operation: Operation) throws -> EncodedJSON<[Model]> {
        let writer = JSONWriter(capacity: batch.size)
        writer.beginArray()
        while let document = batch.next() {
            try document.withUnsafeBytes { bytes in
                if Model.copy(bson: bytes, to: writer, encryption: operation.encryption) { return }
                // Another program's order of fields, or a document of before some field.
                do {
                    try DocumentBatch.decode(bytes, as: Model.self, operation).write(to: writer)
                } catch let error as MongoError where error.code == .decoding {
                    guard let report = self.reportUnreadable else { throw error }
                    report(UnreadableDocument(error, self.collectionName))
                }
            }
        }
        writer.endArray()
        return EncodedJSON(bytes: writer.withBytes { Array($0) })
    }
}

extension SchemaValue {
    /// Writes what others see of a stored document.
    ///
    /// - Returns: false where the document has to be read as a whole; nothing is written then.
    fileprivate static func copy(
        bson bytes: UnsafeRawBufferPointer, to writer: JSONWriter, encryption: FieldEncryption?
    ) -> Bool {
        let place = writer.place
        do throws(Rejected) {
            try Self.copy(from: BSONReader(bytes, encryption: encryption), to: writer)
            return true
        } catch {
            writer.goBack(to: place)
            return false
        }
    }
}
