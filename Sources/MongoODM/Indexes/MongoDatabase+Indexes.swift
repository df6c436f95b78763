import BSON

extension MongoDatabase {
    /// Drops those of some indexes that are there, for migrations: ``Repository/createIndexes()`` drops none.
    ///
    /// - Throws: ``MongoError``.
    public func dropIndexes(_ names: [String], of collection: String) async throws {
        for name in names {
            do {
                try await self.run(["dropIndexes": .string(collection), "index": .string(name)])
            } catch let error as MongoError where [26, 27].contains(error.serverCode) {
                // There is no such collection, or no such index.
            }
        }
    }
}
