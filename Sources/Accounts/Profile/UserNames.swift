package import BSON
package import MongoODM
import Schemas
package import ShopCore

/// What users are called.
package struct UserNames: Sendable {
    private let users: Repository<User>

    package init(_ collections: Collections) {
        // The accounts have registered the collection and its indexes.
        self.users = Repository(collections.database)
    }

    /// The names of some; those that are gone are missing.
    package func names(of ids: [ObjectID], in transaction: Transaction?) async throws -> [ObjectID: String] {
        let found = try await self.users.find(
            .isIn(\.id, ids), as: NamedUser.self, limit: max(1, ids.count), in: transaction)
        return Dictionary(found.map { ($0.id, $0.text) }) { first, _ in first }
    }
}

/// A user, by name.
struct NamedUser: SchemaObject {
    var id: ObjectID
    /// Another program may have stored what is no text.
    var name: BSONValue

    var text: String { self.name.stringValue ?? "" }

    static let schema = Schema(NamedUser.init) {
        Field("_id", \.id)
        Field("name", \.name, default: .string(""))
    }
}
