import Schemas

extension Repository {
    /// One for each field by which no two documents have the same value.
    static func loaders(in database: MongoDatabase, _ collection: String) -> [ExactText: Loader] {
        let unique = Model.schema.indexedFields.filter { $0.index == .unique }.map { $0.name }
        let name = CollectionName(database: database.name, collection: collection)
        var areOfTexts = Dictionary(
            Model.indexes.compactMap(\.fieldOfUniqueTexts).map { (ExactText($0), true) }, uniquingKeysWith: { $1 })
        for field in unique + ["_id"] { areOfTexts[ExactText(field)] = false }
        let loaders = areOfTexts.map { field, isOfTexts in
            let loader = Loader(
                database.client.pool, name, field: field.string, isOfTexts: isOfTexts,
                projection: Model.projectionWithoutDerived)
            return (field, loader)
        }
        return Dictionary(uniqueKeysWithValues: loaders)
    }

    /// The loader and the keys of what a query asks for, if it asks for the values of a unique field and for nothing else.
    ///
    /// - Parameter limit: how many documents at most; too few for the values make it another question.
    func loader(for query: Query<Model>, limit: Int) -> (Loader, [LookupKey])? {
        guard case .field(let path, let comparison, let value) = query.condition,
            let loader = self.loaders[ExactText(path.name)],
            comparison == "$eq" || comparison == "$in", self.options.areNone,
            let keys = LookupKey.keys(in: value, isList: comparison == "$in"), !keys.isEmpty,
            !loader.isOfTexts || keys.allSatisfy(\.isText)
        else { return nil }
        let distinct = keys.count == 1 ? keys : Array(Set(keys))
        return distinct.count <= min(limit, Loader.mostKeys) ? (loader, distinct) : nil
    }
}
