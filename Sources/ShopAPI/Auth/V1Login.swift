import BSON
import RouteKit
import Schemas

/// What a client gets for its credentials in `/api/v1`, by where it wanted the refresh token.
enum V1Login: SchemaValue, RemadeOutput {
    case session(V1Session)
    case browserSession(V1BrowserSession)

    static func read(from reader: any ValueReader) throws(Rejected) -> V1Login {
        throw reader.reject("value_error", "It is sent and never read")
    }

    func write(to writer: any ValueWriter) {
        switch self {
        case .session(let session): session.write(to: writer)
        case .browserSession(let session): session.write(to: writer)
        }
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["oneOf": [V1Session.jsonSchema(in: &definitions), V1BrowserSession.jsonSchema(in: &definitions)]]
    }

    static var isSecret: Bool { true }

    /// Tokens are never stored: who repeats a registration gets another one.
    var reference: String {
        switch self {
        case .session(let session): session.user.id.hexString
        case .browserSession(let session): session.user.id.hexString
        }
    }
}
