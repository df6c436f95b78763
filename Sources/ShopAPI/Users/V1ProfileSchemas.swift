import Accounts
import BSON
import FoundationEssentials
import Schemas
import ShopCore

/// What a user changes of the account.
struct V1ProfileRequest: SchemaObject {
    var name: Patch<String>
    var phone: Patch<String?>

    static let schema = Schema(V1ProfileRequest.init) {
        Field("name", \.name).personName().example(.set("John Doe"))
        Field("phone", \.phone).phoneNumber().described("Null takes it away.").example(.set("+49 30 1234567"))
    }

    var changes: ProfileChanges { ProfileChanges(name: self.name, phone: self.phone) }
}

/// A user as everybody may know him or her.
struct V1PublicUser: SchemaObject {
    var id: ObjectID
    var name: String
    var createdAt: Date

    static let schema = Schema(V1PublicUser.init) {
        Field("id", \.id)
        Field("name", \.name).described("Empty for accounts that were opened without.").example("John Doe")
        Field("created_at", \.createdAt)
    }
}

extension V1PublicUser {
    init(_ user: User) {
        self.init(id: user.id, name: user.name, createdAt: user.createdAt)
    }
}
