package import BSON
import FoundationEssentials
package import MongoODM
import Schemas
package import ShopCore

/// Who is behind an account, for those who write to them or look them up.
package struct AccountHolders: Sendable {
    private let users: Repository<User>

    package init(_ collections: Collections) {
        // The accounts have registered the collection and its indexes.
        self.users = Repository(collections.database)
    }

    /// An account's address of mail, its name, and whether the address is verified; nil where there is none any more.
    package func holder(_ id: ObjectID) async throws -> (email: String, name: String, isVerified: Bool)? {
        try await self.users.findOne(\.id == id, as: Holder.self).map {
            ($0.email, $0.name.stringValue ?? "", $0.verifiedAt != nil)
        }
    }

    /// Whose account has an address of mail; nil for nobody's.
    package func id(email: String) async throws -> ObjectID? {
        try await self.users.findOne(\.email == email.normalizedEmail, as: Holder.self)?.id
    }

    private struct Holder: SchemaObject {
        var id: ObjectID
        var email: String
        /// Another program may have stored what is no text.
        var name: BSONValue
        var verifiedAt: Date?

        static let schema = Schema(Holder.init) {
            Field("_id", \.id)
            Field("email", \.email)
            Field("name", \.name, default: .string(""))
            Field("verified_at", \.verifiedAt)
        }
    }
}
