import BSON
import Schemas

extension Update {
    /// Whether the value is to be encrypted as a whole.
    var isEncrypted: Bool { self.path.secrecy == .encrypted && self.name != "$unset" }

    /// Why the update can't be sent; nil if it can.
    var problem: String? {
        guard self.path.isKnown else { return self.path.name }
        switch self.path.secrecy {
        case .plain: return nil
        case .encrypted:
            guard !["$set", "$setOnInsert", "$unset"].contains(self.name) else { return nil }
            return "'\(self.path.name)' is encrypted: it can be set and unset, and not changed by \(self.name)"
        case .insideEncrypted:
            return "'\(self.path.name)' is a part of something encrypted, which can only be set as a whole"
        }
    }
}

extension Query {
    /// The `_id` that the query asks for; nil if it does not say just one.
    var documentID: StoredID? {
        for case .field(let path, "$eq", let value) in self.condition.terms where path.name == "_id" {
            return StoredID(value)
        }
        return nil
    }
}

extension Operation {
    /// A writer of a document or an update, which knows what encrypted fields are written with.
    ///
    /// - Parameter id: the document's `_id`, asked for only if there are encrypted fields.
    func writer(_ id: () -> StoredID?) -> BSONWriter {
        guard let encryption = self.encryption else { return BSONWriter() }
        return BSONWriter(encryption, of: id())
    }
}
