import RouteKit
import Schemas
import ShopCore

/// An answer that is an object, and beside its fields those of another: what is told once, and is no part of the object when it is
/// read again. Its tag is that of the object alone, for the next change of it.
///
/// Written by hand: a generic type can't keep a schema.
struct Extended<Object: SchemaObject, More: SchemaObject>: SchemaValue, RouteOutput {
    private let object: Object
    private let more: More?

    /// - Parameter more: nil where there is nothing more to tell; its fields must be optional then.
    init(_ object: Object, _ more: More?) {
        self.object = object
        self.more = more
    }

    var entityTag: String? { Representation(self.object).tag }
    static var hasEntityTag: Bool { true }
    static var isSecret: Bool { true }

    func write(to writer: any ValueWriter) {
        writer.beginObject()
        Object.schema.writeFields(of: self.object, to: writer)
        if let more { More.schema.writeFields(of: more, to: writer) }
        writer.endObject()
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> Extended {
        throw reader.reject("value_error", "It is sent and never read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference("\(Object.schema.typeName)With\(More.schema.typeName)") { definitions in
            ["allOf": [Object.jsonSchema(in: &definitions), More.schema.jsonSchema(in: &definitions)]]
        }
    }
}
