import BSON
import Schemas

/// An index whose model is erased.
struct IndexSpecification: Sendable {
    let keys: [IndexKey]
    let options: [(String, BSONValue)]

    var name: String { self.keys.map(\.name).joined(separator: "_") }

    /// As `createIndexes` takes it.
    var document: BSONDocument {
        let key = BSONDocument(self.keys.map { ($0.path.name, $0.kind) })
        return BSONDocument([("key", .document(key)), ("name", .string(self.name))] + self.options)
    }

    /// Whether an index that `listIndexes` shows is this one, as far as it was declared: the server adds defaults.
    func isSame(as existing: BSONDocument) -> Bool {
        guard self.hasSameKeys(as: existing) else { return false }
        let declared = BSONDocument(self.options)
        for option in ["unique", "sparse"]
        where (existing[option]?.boolValue ?? false) != (declared[option]?.boolValue ?? false) { return false }
        guard existing["expireAfterSeconds"]?.intValue == declared["expireAfterSeconds"]?.intValue,
            existing["partialFilterExpression"] == declared["partialFilterExpression"]
        else { return false }
        return self.hasSameCollation(existing["collation"]?.documentValue, declared["collation"]?.documentValue)
            && self.hasSameWeights(existing["weights"]?.documentValue, declared["weights"]?.documentValue)
    }

    private var isText: Bool { self.keys.contains { $0.kind == "text" } }

    private func hasSameKeys(as existing: BSONDocument) -> Bool {
        // The server shows the keys of a text index as `_fts` and `_ftsx`; its weights name the fields.
        if self.isText { return existing["textIndexVersion"] != nil }
        let keys = existing["key"]?.documentValue?.fields ?? []
        return keys.count == self.keys.count
            && zip(keys, self.keys).allSatisfy {
                $0.key.hasSameBytes(as: $1.path.name) && Self.isSame($0.value, $1.kind)
            }
    }

    private func hasSameCollation(_ existing: BSONDocument?, _ declared: BSONDocument?) -> Bool {
        guard let existing, let declared else { return existing == nil && declared == nil }
        return declared.fields.allSatisfy { field in existing[field.key].map { Self.isSame($0, field.value) } == true }
    }

    private func hasSameWeights(_ existing: BSONDocument?, _ declared: BSONDocument?) -> Bool {
        guard self.isText else { return true }
        let weights = existing?.fields ?? []
        return weights.count == self.keys.count
            && self.keys.allSatisfy { key in
                existing?[key.path.name]?.intValue == declared?[key.path.name]?.intValue ?? 1
            }
    }

    /// A direction may be stored as any kind of number.
    private static func isSame(_ left: BSONValue, _ right: BSONValue) -> Bool {
        left == right || (left.doubleValue != nil && left.doubleValue == right.doubleValue)
    }
}
