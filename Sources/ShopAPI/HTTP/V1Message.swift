import RouteKit
import Schemas

/// A sentence for the user, where there is nothing else to tell.
struct V1Message: SchemaObject, RouteOutput {
    var message: String

    static let schema = Schema(V1Message.init) { Field("message", \.message) }
}
