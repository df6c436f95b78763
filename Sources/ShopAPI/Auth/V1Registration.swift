import BSON
import RouteKit
import Schemas

/// What a client gets for a registration in `/api/v1`: a login, or the account alone where its address must be verified before
/// anybody can log in.
enum V1Registration: SchemaValue, RemadeOutput {
    case login(V1Login)
    case unverified(V1Unverified)

    static func read(from reader: any ValueReader) throws(Rejected) -> V1Registration {
        throw reader.reject("value_error", "It is sent and never read")
    }

    func write(to writer: any ValueWriter) {
        switch self {
        case .login(let login): login.write(to: writer)
        case .unverified(let answer): answer.write(to: writer)
        }
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        [
            // Every login has what an unverified account's answer has, and more.
            "anyOf": [
                V1Session.jsonSchema(in: &definitions), V1BrowserSession.jsonSchema(in: &definitions),
                V1Unverified.jsonSchema(in: &definitions),
            ]
        ]
    }

    static var isSecret: Bool { true }

    /// Tokens are never stored: who repeats a registration gets another one.
    var reference: String {
        switch self {
        case .login(let login): login.reference
        case .unverified(let answer): answer.user.id.hexString
        }
    }
}

/// An account whose address must be verified.
struct V1Unverified: SchemaObject {
    var user: V1User
    var cartRemainders: [V1CartRemainder]

    static let schema = Schema(V1Unverified.init) {
        Field("user", \.user)
        Field("cart_rejected", \.cartRemainders).ofCart()
    }
}
