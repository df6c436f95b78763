import BSON
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

    /// The one document that a query can be about, whatever else must hold of it; nil where it may be about several.
    func key(of query: Query<Model>) -> UniqueKey? {
        for term in query.condition.terms {
            switch term {
            case .field(let path, "$eq", let value):
                if let key = self.key(path.name, { LookupKey.keys(in: value, isList: false)?.first }) { return key }
            case .raw(let document): if let key = self.key(of: document) { return key }
            default: break
            }
        }
        return nil
    }

    private func key(of document: BSONDocument) -> UniqueKey? {
        for (name, value) in document.fields {
            if name == "$and" {
                for term in value.arrayValue ?? [] {
                    if let term = term.documentValue, let key = self.key(of: term) { return key }
                }
            } else if let key = self.key(name, { LookupKey(value) }) {
                return key
            }
        }
        return nil
    }

    private func key(_ field: String, _ value: () -> LookupKey?) -> UniqueKey? {
        guard let loader = self.loaders[ExactText(field)], let value = value(), !loader.isOfTexts || value.isText else {
            return nil
        }
        return UniqueKey(collection: self.collection, field: field, value: value)
    }
}
